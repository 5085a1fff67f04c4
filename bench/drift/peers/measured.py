"""What a peer took, printed as the bench reads it."""

import hashlib
import json
import resource
import sys
import time


def cpu_seconds():
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in usage)


def measure(tally):
    """Runs tally(inputs, bins), which gives the number of records and the counts of each column."""
    inputs = json.loads(sys.argv[1])
    wall, cpu = time.perf_counter(), cpu_seconds()
    with open(inputs["bins"], encoding="utf-8") as file:
        bins = json.load(file)
    records, counts = tally(inputs, bins)
    taken = {"wallSeconds": time.perf_counter() - wall, "cpuSeconds": cpu_seconds() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    text = json.dumps([records, counts], separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    print(json.dumps({**taken, "peakRssMb": peak, "digest": digest}))
