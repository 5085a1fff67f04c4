"""Makes vectors.json: what SciPy and 50-digit arithmetic give for the tests behind `changed`.

Run in an environment with numpy 2.4.6, scipy 1.17.1 and mpmath 1.4.1:
    python test/reference/verdict/make-vectors.py > test/reference/verdict/vectors.json
"""

import json
from itertools import product

import mpmath
import numpy as np
from scipy import special, stats

mpmath.mp.dps = 50
rng = np.random.default_rng(20240917)


def expand(counts):
    return np.repeat(np.arange(len(counts)), counts)


def pairs():
    for bins, rows, rows_now in [(4, 40, 30), (7, 200, 60), (25, 500, 2000), (250, 3000, 700), (3, 25, 25), (12, 90, 800)]:
        for skew in [0.0, 0.0, 0.1, 0.2, 0.3, 0.5, 0.8, 1.1, 1.5]:
            shares = rng.dirichlet(np.full(bins, 2.0))
            tilted = shares * np.exp(skew * np.linspace(-1, 1, bins))
            yield rng.multinomial(rows, shares), rng.multinomial(rows_now, tilted / tilted.sum())


def wilcoxon():
    for before, now in pairs():
        x, y = expand(before), expand(now)
        result = stats.mannwhitneyu(y, x, method="asymptotic", use_continuity=False)
        superiority = float(result.statistic) / (len(x) * len(y))
        yield {
            "baseline": before.tolist(),
            "window": now.tolist(),
            "effect": float(np.sqrt(2) * special.ndtri(superiority)),
            "pValue": float(result.pvalue),
        }


def mood():
    """Without ties: each bin holds one row of one side, for SciPy scores ties otherwise."""
    ratios = [1.0, 1.0, 1.05, 0.9, 1.15, 1.3, 0.8, 0.6, 1.7, 2.5]
    for (rows, rows_now), ratio in product([(30, 40), (200, 90), (300, 300), (60, 500), (25, 25)], ratios):
        x, y = rng.normal(size=rows), ratio * rng.normal(size=rows_now)
        order = np.argsort(np.concatenate([x, y]))
        is_window = (order >= rows).astype(int)
        result = stats.mood(y, x)
        yield {
            "baseline": (1 - is_window).tolist(),
            "window": is_window.tolist(),
            "statistic": float(result.statistic),
            "pValue": float(result.pvalue),
        }


def split(a, n, m, marked):
    return mpmath.binomial(n, a) * mpmath.binomial(m, marked - a) / mpmath.binomial(n + m, marked)


def share():
    """Twice the smaller tail, the observed split counted half."""
    cases = [(0, 20000, 3, 500), (5, 1000, 0, 400), (400, 20000, 140, 5000), (10, 50, 40, 50), (0, 7, 7, 7)]
    cases += [(100000, 1000000, 101500, 1000000), (1, 1000000, 9, 1000000), (3, 9, 2, 9), (2500, 5000, 2400, 5000)]
    for rows, rows_now, rate, factor in product([200, 3000, 50000], [150, 4000], [0.003, 0.05, 0.4], [0.5, 1.0, 1.3]):
        count, count_now = int(rng.binomial(rows, rate)), int(rng.binomial(rows_now, min(1, rate * factor)))
        if count + count_now > 0:
            cases.append((count, rows, count_now, rows_now))
    for count, rows, count_now, rows_now in cases:
        marked, m, n = count + count_now, rows, rows_now
        step = 1 if count_now >= mpmath.mpf(n) * marked / (n + m) else -1
        own = split(mpmath.mpf(count_now), n, m, marked)
        tail, term, at = own / 2, own, mpmath.mpf(count_now)
        while term > own * mpmath.mpf(10) ** -25:
            if step == 1:
                term *= (n - at) * (marked - at) / ((at + 1) * (m - marked + at + 1))
            else:
                term *= at * (m - marked + at) / ((n - at + 1) * (marked - at + 1))
            at += step
            tail += term
        yield {
            "baseline": {"count": count, "rows": rows},
            "window": {"count": count_now, "rows": rows_now},
            "pValue": float(min(1, 2 * tail)),
        }


def combined():
    for _ in range(60):
        p = rng.uniform(size=5) ** rng.integers(1, 9)
        p = np.minimum(p, 0.95)
        weights = rng.integers(1, 5, size=5)
        total = sum(
            mpmath.mpf(int(w)) / int(weights.sum()) * mpmath.tan((mpmath.mpf(1) / 2 - mpmath.mpf(float(q))) * mpmath.pi)
            for q, w in zip(p, weights)
        )
        yield {
            "tests": [{"pValue": float(q), "weight": int(w)} for q, w in zip(p, weights)],
            "pValue": float(mpmath.mpf(1) / 2 - mpmath.atan(total) / mpmath.pi),
        }


print(
    json.dumps(
        {
            "wilcoxon": list(wilcoxon()),
            "mood": list(mood()),
            "share": list(share()),
            "combined": list(combined()),
        }
    )
)
