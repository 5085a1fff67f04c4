"""A container process must not outlive the engine that started it, and must stop when told to.

Standard input is the line to the engine: it carries `stop <seconds>` and its end means that the engine is gone,
however it died. Where the user's code shares the process, the kernel is asked for the same in addition, for the case
that the interpreter is stuck.
"""

import os
import signal
import sys
import threading

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def die_with_parent():
    """Asks the kernel to kill this process when its parent ends. Does nothing outside Linux."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans():
    """Makes this process the parent of what its descendants leave behind, so that it can end them."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def watch(on_stop, on_parent_gone):
    """Calls `on_stop(seconds)` for each stop message, and `on_parent_gone()` when the engine's end closed."""

    def read():
        for line in sys.stdin:
            word, _, seconds = line.strip().partition(" ")
            if word == "stop":
                on_stop(float(seconds or 0))
        on_parent_gone()

    threading.Thread(target=read, daemon=True).start()


def end_descendants():
    """Kills and collects every process that is still a child, until there is none (Linux lists them)."""
    listing = "/proc/self/task/%d/children" % os.getpid()
    while True:
        try:
            with open(listing, encoding="ascii") as file:
                children = [int(number) for number in file.read().split()]
        except OSError:
            return
        if not children:
            return
        for child in children:
            try:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            except (ProcessLookupError, ChildProcessError):
                continue


def _prctl(option, value):
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)
