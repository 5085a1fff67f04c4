"""What a peer took, printed as the bench reads it."""

import hashlib
import json
import resource
import sys
import time


def cpu_seconds():
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in usage)


class Table:
    def __init__(self, parameters):
        self.path = parameters["csv"]
        with open(parameters["checks"], encoding="utf-8") as file:
            checks = json.load(file)
        self.ranges, self.sets, self.means = checks["ranges"], checks["sets"], checks["means"]
        with open(self.path, encoding="utf-8") as file:
            self.columns = file.readline().rstrip("\n").split(",")


def measure(check):
    """Runs check(table): rows, and counts of nulls, of values out of range, of unknown values, and the means."""
    table = Table(json.loads(sys.argv[1]))
    wall, cpu = time.perf_counter(), cpu_seconds()
    rows, counts, means = check(table)
    taken = {"wallSeconds": time.perf_counter() - wall, "cpuSeconds": cpu_seconds() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = [int(rows), [*map(int, counts), *(round(mean * 1000) for mean in means)]]
    digest = hashlib.sha256(json.dumps(found, separators=(",", ":")).encode()).hexdigest()[:16]
    print(json.dumps({**taken, "peakRssMb": peak, "digest": digest}))
