"""A counter of what may have changed state, so that an idle cloud is not serialised over and over."""
import itertools

_numbers = itertools.count(1)
_latest = 0


def mark() -> None:
    global _latest
    _latest = next(_numbers)


def latest() -> int:
    return _latest
