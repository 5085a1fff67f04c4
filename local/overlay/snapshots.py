"""State on disk while the emulator runs, not only when it stops: a SIGKILL loses at most one interval.

A service is written when its state differs from what was written last. The old file stays until the new one is
whole on disk; when the disk refuses, one line says so and the old snapshot is kept. Cost is bounded in two ways: an
idle cloud is left alone, and a service that takes long to serialise waits for a multiple of that time, so that
snapshots use a small share of one core whatever has been stored.
"""
import copy
import hashlib
import json
import os
import shutil
import sys
import threading
import time

from ministack import app
from ministack.core import persistence
from ministack.services import cloudformation, cloudwatch, cloudwatch_logs, dynamodb, sns, sqs, stepfunctions

from . import activity

CHANGED_MEANWHILE_TRIES = 5
REST_PER_SECOND_OF_WORK = 10
LONGEST_REST_SECONDS = 20
# Changes that no request announces (a schedule that fired) are found at the latest after this time.
FULL_PASS_SECONDS = 10
MARKER = "not-stopped-cleanly"
# Their state is nothing but copies of their dictionaries. A snapshot turns it into text at once and keeps none of it,
# so it reads the dictionaries themselves: copying took ten times as long as writing.
ONLY_COPIED = (cloudformation, cloudwatch, cloudwatch_logs, dynamodb, sns, sqs, stepfunctions)
reading = threading.local()


class Snapshots:
    def __init__(self, directory, interval_seconds, reserved_bytes):
        self.directory, self.interval_seconds, self.reserved_bytes = directory, interval_seconds, reserved_bytes
        self.digests, self.due, self.costs = {}, {}, {}
        self.last_saved_at = None
        self.refused = None
        self.lost_after = None
        self.seen_activity, self.next_full_pass = -1, 0.0

    def start(self):
        """Remembers that the emulator runs, and says what an unclean end of the last run has cost."""
        os.makedirs(self.directory, exist_ok=True)
        marker = os.path.join(self.directory, MARKER)
        if os.path.exists(marker):
            stamps = [os.path.getmtime(e.path) for e in os.scandir(self.directory) if e.name.endswith(".json")]
            self.lost_after = iso(max(stamps, default=os.path.getmtime(marker)))
            say(f"the last stop was not clean: what was accepted in the {self.interval_seconds:g} s "
                f"after the snapshot of {self.lost_after} may be lost; S3 objects are kept")
        with open(marker, "w", encoding="utf-8") as file:
            file.write(str(os.getpid()))

    def stop(self):
        if self.refused is None:
            try:
                os.remove(os.path.join(self.directory, MARKER))
            except FileNotFoundError:
                pass

    def save_changed(self):
        now = time.monotonic()
        current = activity.latest()
        is_full_pass = now >= self.next_full_pass
        waiting = [name for name, due in self.due.items() if due > 0]
        if current == self.seen_activity and not is_full_pass and not waiting and self.refused is None:
            return
        if is_full_pass:
            self.next_full_pass = now + FULL_PASS_SECONDS
        self.seen_activity = current
        for name, get_state in app._build_persistence_save_dict().items():
            if time.monotonic() < self.due.get(name, 0):
                continue  # `due` stays set, so that the next pass comes back to it
            start = time.monotonic()
            self.save(name, get_state)
            cost = time.monotonic() - start
            self.costs[name] = cost
            rest = min(cost * REST_PER_SECOND_OF_WORK, LONGEST_REST_SECONDS)
            self.due[name] = time.monotonic() + rest if rest > self.interval_seconds else 0

    def save(self, name, get_state):
        payload = serialise(name, get_state)
        if payload is None:
            return
        digest = hashlib.blake2b(payload, digest_size=16).digest()
        if self.digests.get(name) != digest and self.write(name, payload):
            self.digests[name] = digest

    def write(self, name, payload):
        """@returns False when the disk refused; the file of before is then untouched"""
        path = os.path.join(self.directory, f"{name}.json")
        temporary = f"{path}.tmp"
        try:
            if self.is_disk_full(len(payload)):
                raise OSError(28, f"less than {self.reserved_bytes} bytes would stay free")
            with open(temporary, "wb") as file:
                file.write(payload)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except OSError as error:
            self.note_refusal(f"snapshot of {name} refused, the one before is kept: {error.strerror or error}")
            try:
                os.remove(temporary)
            except OSError:
                pass
            return False
        if self.refused is not None:
            say("snapshots are written again")
        self.refused, self.last_saved_at = None, iso(time.time())
        return True

    def is_disk_full(self, needed_bytes=0):
        return shutil.disk_usage(self.directory).free - needed_bytes < self.reserved_bytes

    def note_refusal(self, text):
        if self.refused is None:
            say(text)
        self.refused = text

    def save_state(self, name, state):
        """Stands in for the emulator's own writer at shutdown: same format, same care as above."""
        self.save(name, lambda: state)

    def status(self):
        slowest = max(self.costs.items(), key=lambda item: item[1], default=None)
        return {
            "intervalSeconds": self.interval_seconds, "lastSavedAt": self.last_saved_at, "refused": self.refused,
            "lostAfter": self.lost_after,
            "slowest": None if slowest is None else {"service": slowest[0], "seconds": round(slowest[1], 4)},
        }


def serialise(name, get_state):
    """The service's file content, or None when it has no state or nothing that can be written."""
    for _ in range(CHANGED_MEANWHILE_TRIES):
        try:
            reading.is_snapshot = True
            try:
                state = get_state()
            finally:
                reading.is_snapshot = False
            if state is None:
                return None
            wrapped = {"__ministack_format__": persistence._state_format_version(name), "payload": state}
            return json.dumps(wrapped, default=persistence._json_default).encode()
        except RuntimeError:  # a dictionary grew while it was walked
            time.sleep(0.02)
        except (TypeError, ImportError) as error:
            say(f"state of {name} cannot be written: {error}")
            return None
    return None


def iso(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def say(text):
    print(f"gyre-overlay: {text}", file=sys.stderr, flush=True)


class CopyOrRead:
    """What those services know as the module `copy`."""

    copy = staticmethod(copy.copy)

    @staticmethod
    def deepcopy(value, *more):
        return value if getattr(reading, "is_snapshot", False) else copy.deepcopy(value, *more)


def install(snapshots) -> None:
    for service in ONLY_COPIED:
        service.copy = CopyOrRead
    persistence.save_state = snapshots.save_state
    persistence.logger.setLevel("WARNING")
