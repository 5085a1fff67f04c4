"""Makes vectors.json: what SciPy and 50-digit arithmetic give for the functions behind the drift tests.

Run in an environment with numpy 2.4.6, scipy 1.17.1 and mpmath 1.4.1:
    python test/reference/monitoring/make-vectors.py > test/reference/monitoring/vectors.json
Every tail is computed by SciPy and by mpmath; the script stops when the two differ by more than 1e-10 of the value.
"""

import json
from itertools import product

import mpmath
import numpy as np
from scipy import special, stats

mpmath.mp.dps = 50
rng = np.random.default_rng(20240601)
SMALLEST = 1e-300


def agreed(name, by_scipy, exact):
    """The exact value as a double, once SciPy has said the same."""
    exact = float(exact)
    if abs(float(by_scipy) - exact) > 1e-10 * abs(exact):
        raise SystemExit(f"{name}: scipy {by_scipy}, mpmath {exact}")
    return exact


def log_gamma():
    points = [1e-8, 1e-3, 0.1, 0.5, 0.9999, 1, 1.0001, 1.4999, 1.5, 1.9999, 2, 2.0001, 2.5, 3, 11.999, 12, 170.5, 1e4, 1e8]
    for x in [*points, *rng.uniform(0.01, 30, 40)]:
        yield {"x": float(x), "value": agreed(f"lgamma({x})", special.gammaln(x), mpmath.loggamma(mpmath.mpf(float(x))))}


def upper_gamma():
    for a in [0.5, 1, 1.5, 2, 5, 9.5, 11.5, 12, 20, 60, 125, 1000, 10000]:
        for factor in [0.01, 0.3, 0.9, 0.999, 1, 1.001, 1.1, 1.5, 3, 8, 40, 300]:
            x = float(a * factor)
            exact = mpmath.gammainc(mpmath.mpf(a), x, mpmath.inf, regularized=True)
            if exact < SMALLEST:
                continue
            # At some of these points SciPy itself is good to nine digits only; the exact value counts.
            by_scipy = special.gammaincc(a, x)
            if abs(by_scipy - float(exact)) > 1e-7 * float(exact):
                raise SystemExit(f"gammaincc({a}, {x})")
            yield {"a": float(a), "x": x, "value": float(exact)}


def chi_square():
    for degrees in [1, 2, 3, 7, 19, 51, 250, 1000]:
        for statistic in [0.001, 0.5, 1, 3.84, 10, 50, 120, 300, 700, 1300]:
            value = stats.chi2.sf(statistic, degrees)
            if value < SMALLEST:
                continue
            exact = mpmath.gammainc(mpmath.mpf(degrees) / 2, mpmath.mpf(statistic) / 2, mpmath.inf, regularized=True)
            yield {"statistic": statistic, "degreesOfFreedom": degrees, "value": agreed("chi2", value, exact)}


def normal():
    for z in [*np.arange(-8, 37.01, 0.7), 0.0, 1e-9, 1.959963984540054]:
        exact = mpmath.erfc(mpmath.mpf(float(z)) / mpmath.sqrt(2)) / 2
        yield {"z": float(z), "value": agreed(f"normal {z}", stats.norm.sf(z), exact)}


def kolmogorov_exact(x):
    x = mpmath.mpf(float(x))
    return 2 * mpmath.nsum(lambda k: (-1) ** (k - 1) * mpmath.exp(-2 * k * k * x * x), [1, 400], method="d")


def kolmogorov():
    for x in [*np.arange(0.1, 3.01, 0.07), *np.arange(3.5, 18.6, 1.0)]:
        yield {"x": float(x), "value": agreed(f"kolmogorov {x}", special.kolmogorov(x), kolmogorov_exact(x))}


def benjamini_hochberg():
    for size in [1, 2, 3, 5, 8, 10, 15, 25, 40, 100]:
        for power in [1, 2, 4, 8, 20]:
            p_values = rng.random(size) ** power
            yield {"pValues": p_values.tolist(), "adjusted": stats.false_discovery_control(p_values).tolist()}


def kolmogorov_smirnov():
    """Values of few kinds, so that the distance over bins is the distance over values."""
    for rows1, rows2 in [(500, 500), (2000, 700), (20000, 900), (60, 50), (300, 4000), (5000, 5000)]:
        for shift in [0, 0, 0, 0.05, 0.1, 0.2, 0.3, 0.5, 1]:
            a = np.round(rng.normal(0, 10, rows1)).astype(int)
            b = np.round(rng.normal(shift * 10, 10, rows2)).astype(int)
            edges = np.unique(a)
            result = stats.ks_2samp(a, b, method="asymp")
            counts = [np.bincount(np.searchsorted(edges, v, side="left"), minlength=len(edges) + 1) for v in (a, b)]
            on_bins = np.abs(np.cumsum(counts[0]) / rows1 - np.cumsum(counts[1]) / rows2).max()
            yield {
                "baseline": counts[0].tolist(),
                "window": counts[1].tolist(),
                "distance": float(on_bins),
                "distanceOnValues": float(result.statistic),
                "pValue": float(special.kolmogorov(result.statistic * np.sqrt(rows1 * rows2 / (rows1 + rows2)))),
            }


def contingency():
    for kinds in [2, 3, 4, 7, 12, 20]:
        for rows1, rows2 in [(500, 500), (3000, 600), (50000, 25000)]:
            for strength in [0, 0.02, 0.1, 0.3]:
                shares = rng.dirichlet(np.full(kinds, 5.0))
                moved = (1 - strength) * shares + strength * rng.dirichlet(np.full(kinds, 5.0))
                a, b = rng.multinomial(rows1, shares), rng.multinomial(rows2, moved)
                expected = stats.contingency.expected_freq([a, b])
                if expected.min() < 5:
                    continue
                result = stats.chi2_contingency([a, b], correction=False)
                if result.pvalue < SMALLEST:
                    continue
                yield {
                    "baseline": a.tolist(),
                    "window": b.tolist(),
                    "statistic": float(result.statistic),
                    "degreesOfFreedom": int(result.dof),
                    "pValue": float(result.pvalue),
                }


def psi_of(p, q):
    p, q = np.maximum(np.asarray(p) / sum(p), 1e-4), np.maximum(np.asarray(q) / sum(q), 1e-4)
    return float(((q - p) * np.log(q / p)).sum())


def deciles():
    """Reference bins, deciles and the index on whole columns, by numpy alone."""
    columns = [
        lambda n, s: rng.normal(s, 1, n),
        lambda n, s: np.round(rng.normal(s, 1, n), 1),
        lambda n, s: (rng.random(n) < 0.2 + 0.2 * s).astype(float),
        lambda n, s: rng.integers(0, 7, n).astype(float),
        lambda n, s: np.where(rng.random(n) < 0.7, 0.0, rng.exponential(1 + s, n)),
    ]
    sizes = [(600, 300), (130, 70), (90, 250), (64, 40)]
    for column, (rows1, rows2) in product(columns, sizes):
        for shift in [0, 0.5, 2]:
            # Four digits: the file stays small, and ties become more.
            baseline, window = np.round(column(rows1, 0), 4) + 0.0, np.round(column(rows2, shift), 4) + 0.0
            window[: int(rows2 * shift / 8)] = np.nan
            edges = np.unique(np.quantile(baseline, np.arange(1, 250) / 250, method="inverted_cdf"))
            counts = np.bincount(np.searchsorted(edges, baseline, side="left"), minlength=len(edges) + 1)
            cumulative = np.cumsum(counts) / len(baseline)
            kept = []
            for j in range(1, 10):
                at = np.searchsorted(cumulative, j / 10 - 1e-12)
                if at < len(edges) and edges[at] not in kept:
                    kept.append(edges[at])

            def shares(values):
                missing = np.isnan(values)
                binned = np.searchsorted(kept, values[~missing], side="left")
                return [*np.bincount(binned, minlength=len(kept) + 1).tolist(), int(missing.sum())]

            yield {
                "baseline": baseline.tolist(),
                "window": [None if np.isnan(v) else float(v) for v in window],
                "edges": edges.tolist(),
                "decileEdges": [float(edge) for edge in kept],
                "psi": psi_of(shares(baseline), shares(window)),
            }


print(
    json.dumps(
        {
            "logGamma": list(log_gamma()),
            "upperGamma": list(upper_gamma()),
            "chiSquare": list(chi_square()),
            "normal": list(normal()),
            "kolmogorov": list(kolmogorov()),
            "benjaminiHochberg": list(benjamini_hochberg()),
            "kolmogorovSmirnov": list(kolmogorov_smirnov()),
            "contingency": list(contingency()),
            "deciles": list(deciles()),
        }
    )
)
