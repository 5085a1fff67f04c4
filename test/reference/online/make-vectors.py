"""Makes vectors.json: where the detectors of river say drift on streams of errors.

Run in an environment with river 0.22.0, numpy 2.4.6 and scipy 1.17.1:
    python test/reference/online/make-vectors.py > test/reference/online/vectors.json
river's KSWIN draws at random; here the published test is written out with SciPy on all older values. river's ADWIN
forgets its window after a drift; the published one, its AdaptiveWindowing, goes on with what is left.
"""

import json

import numpy as np
from river.drift import PageHinkley
from river.drift.adwin_c import AdaptiveWindowing
from river.drift.binary import DDM, EDDM
from scipy import special, stats

rng = np.random.default_rng(20250712)
DIGITS = "0123456789"


def drifts(detector, stream):
    found = []
    for index, value in enumerate(stream):
        detector.update(value)
        if detector.drift_detected:
            found.append(index)
    return found


def adwin(stream, **options):
    """Where, and what is left of the window at the end."""
    window, found = AdaptiveWindowing(**options), []
    for index, value in enumerate(stream):
        if window.update(value):
            found.append(index)
    return found, int(window.get_width()), window.get_total() / window.get_width()


def kswin(stream, size=100, recent=30, alpha=0.0001):
    window, found, last = [], [], None
    for index, value in enumerate(stream):
        window = [*window, value][-size:]
        if len(window) < size:
            continue
        d = stats.ks_2samp(window[:-recent], window[-recent:], method="asymp").statistic
        root = np.sqrt((size - recent) * recent / size)
        last = float(special.kolmogorov((root + 0.12 + 0.11 / root) * d))
        if last <= alpha:
            found.append(index)
            window = window[-recent:]
    return found, last


def predictions():
    for index in range(60):
        size, at = int(rng.integers(600, 1500)), rng.uniform(0.3, 0.7)
        before, after = rng.choice([0.05, 0.15, 0.3, 0.5]), rng.choice([0.05, 0.2, 0.4, 0.7])
        slow = np.clip((np.arange(size) - at * size) / (0.3 * size if index % 3 == 0 else 1), 0, 1)
        stream = (rng.random(size) < before + (after - before) * slow).astype(int)
        yield {
            "stream": "".join(map(str, stream)),
            "ddm": drifts(DDM(), stream),
            "ddmSlow": drifts(DDM(warm_start=100, warning_threshold=2.5, drift_threshold=4), stream),
            "eddm": drifts(EDDM(), stream),
            "eddmSlow": drifts(EDDM(warm_start=50, alpha=0.8, beta=0.7), stream),
        }


def errors():
    for index in range(60):
        size, at = int(rng.integers(600, 1500)), rng.uniform(0.3, 0.7)
        before, after = rng.uniform(2, 6), rng.uniform(1, 8)
        if index % 5 == 0:
            after = before
        slow = np.clip((np.arange(size) - at * size) / (0.2 * size if index % 3 == 0 else 1), 0, 1)
        digits = np.clip(np.round(rng.normal(before + (after - before) * slow, 1.5)), 0, 9).astype(int)
        stream = (digits / 10).tolist()
        found, width, mean = adwin(stream)
        often, often_width, often_mean = adwin(stream, delta=0.05, clock=1)
        kswin_found, p_value = kswin(stream)
        yield {
            "stream": "".join(DIGITS[d] for d in digits),
            "pageHinkley": drifts(PageHinkley(threshold=5), stream),
            "pageHinkleyUp": drifts(PageHinkley(threshold=8, delta=0.02, alpha=0.999, mode="up"), stream),
            "adwin": {"drifts": found, "width": width, "mean": mean},
            "adwinOften": {"drifts": often, "width": often_width, "mean": often_mean},
            "kswin": {"drifts": kswin_found, "pValue": p_value},
        }


print(json.dumps({"predictions": list(predictions()), "errors": list(errors())}, separators=(",", ":")))
