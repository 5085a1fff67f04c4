"""Makes vectors.json: what SciPy and NumPy give for the divergences between samples that are counted in bins.

Run in an environment with numpy 2.4.6 and scipy 1.17.1:
    python test/reference/divergence/make-vectors.py > test/reference/divergence/vectors.json
Tails of the limit laws are computed here from eigenvalues by Smirnov's formula, another way than the product's; the
script stops when two resolutions of it differ, or when SciPy's p-value without ties is far from it.
"""

import json
import warnings

import numpy as np
from scipy import stats
from scipy.spatial.distance import jensenshannon

rng = np.random.default_rng(20250711)
warnings.filterwarnings("ignore", category=UserWarning)


# ---------------------------------------------------------------- samples


def binned(baseline, window, bins):
    """Counts in the reference bins of the baseline, and where the rows of each bin stand."""
    distinct = np.unique(baseline)
    if len(distinct) <= bins:
        edges = distinct
    else:
        edges = np.unique(np.quantile(baseline, np.arange(1, bins) / bins, method="inverted_cdf"))
    positions = [distinct[0], *edges, edges[-1]]

    def count(values):
        at = np.where(values < distinct[0], 0, np.searchsorted(edges, values, side="left") + 1)
        return np.bincount(at, minlength=len(edges) + 2)

    return count(baseline), count(window), np.array(positions, dtype=float)


def columns():
    """Pairs of columns: continuous, rounded, zero-inflated, heavy-tailed, few values; equal, moved, widened, mixed."""
    draw = {
        "normal": lambda n, s, w: rng.normal(s, w, n),
        "rounded": lambda n, s, w: np.round(rng.normal(3 * s, 3 * w, n)),
        "zeros": lambda n, s, w: np.where(rng.random(n) < 0.6, 0, np.round(rng.exponential(w, n) + s, 2)),
        "heavy": lambda n, s, w: np.round(w * rng.standard_t(2, n) + s, 2),
        "few": lambda n, s, w: np.clip(np.floor(rng.normal(2 + s, 1.2 * w, n)), 0, 5),
        "binary": lambda n, s, w: (rng.random(n) < 0.3 + 0.2 * s).astype(float),
    }
    sizes = [(300, 300), (2000, 150), (900, 2500), (20000, 1000)]
    changes = [(0, 1), (0, 1), (0.15, 1), (1.2, 1), (0, 1.5)]
    for kind, column in draw.items():
        for index, (n, m) in enumerate(sizes):
            for change in (changes if index < 2 else changes[1:4]):
                bins = {"normal": [10, 40, 250, 100][index], "heavy": 250}.get(kind, 60)
                yield kind, binned(np.round(column(n, 0, 1), 4), np.round(column(m, *change), 4), bins)


# ---------------------------------------------------------------- limit laws


def eigenvalues(shares, form):
    """Of Cov T, Cov the Brownian bridge at the ends of the bins."""
    h = np.cumsum(shares)[:-1]
    covariance = np.minimum.outer(h, h) - np.outer(h, h)
    root = np.linalg.cholesky(covariance)
    return np.linalg.eigvalsh(root.T @ form @ root)[::-1]


def smirnov(x, values, nodes):
    """P(sum of values_i Z_i^2 >= x): the branch cuts of the generating function, each by Gauss and Chebyshev."""
    mu = 1 / values[values > 1e-14 * values[0]]
    total = 0.0
    for k in range(0, len(mu), 2):
        if k > 0 and x * (mu[k] - mu[0]) / 2 > 45:
            break
        others = np.delete(mu, [k, k + 1] if k + 1 < len(mu) else [k])
        if k + 1 < len(mu):
            a, b = mu[k], mu[k + 1]
            angle = (2 * np.arange(nodes) + 1) * np.pi / (2 * nodes)
            u, weight = (a + b) / 2 + (b - a) / 2 * np.cos(angle), np.pi / nodes
            own = np.full(nodes, np.sqrt(a * b))
        else:
            a = mu[k]
            t = (np.arange(100 * nodes) + 0.5) * np.sqrt(90 / (x * a)) / (100 * nodes)
            u, weight = a * (1 + t * t), np.sqrt(90 / (x * a)) / (100 * nodes)
            own = np.full(len(t), 2 * a)
        logs = np.log(np.abs(1 - u[:, None] / others)).sum(axis=1) / 2
        part = (own * np.exp(-x * (u - mu[0]) / 2 - logs) / u).sum() * weight
        total += part if k % 4 == 0 else -part
    return float(total / np.pi * np.exp(-x * mu[0] / 2))


def residues(x, values):
    """The same for two independent copies, where the cuts become poles."""
    weights = np.array([np.prod(v / (v - np.delete(values, i))) for i, v in enumerate(values)])
    return float((weights * np.exp(-x / (2 * values))).sum()), float(np.abs(weights).max())


def tail(x, shares, form):
    if x <= 0:
        return 1.0
    values = eigenvalues(shares, form)
    coarse, fine = smirnov(x, values, 200), smirnov(x, values, 400)
    if not 1e-280 < fine <= 1 + 1e-9 or abs(coarse - fine) > 1e-10 * fine:
        return None
    return fine


def cvm_form(shares, rows):
    return np.diag((shares[1:] + shares[:-1]) / 2) * rows / (rows - 1)


def ad_form(shares):
    middle = np.cumsum(shares) - shares / 2
    weights = shares / (middle * (1 - middle) - shares / 4)
    halves = np.zeros((len(shares), len(shares) - 1))
    for edge in range(len(shares) - 1):
        halves[edge, edge] = halves[edge + 1, edge] = 0.5
    return halves.T @ np.diag(weights) @ halves


# ---------------------------------------------------------------- statistics


def cramer_von_mises(a, b):
    """On the values, pooled value by pooled value; SciPy's is this plus a term of the ties that is 0 for n = m."""
    x, y = np.repeat(np.arange(len(a)), a), np.repeat(np.arange(len(b)), b)
    n, m = len(x), len(y)
    z = np.sort(np.concatenate([x, y]))
    gap = lambda side: np.searchsorted(x, z, side=side) / n - np.searchsorted(y, z, side=side) / m
    statistic = n * m / (n + m) ** 2 * ((gap("left") ** 2 + gap("right") ** 2) / 2).sum()
    by_scipy = stats.cramervonmises_2samp(x, y, method="asymptotic")
    f, g = a / n, b / m
    cubes = n / m * (f**3).sum() - m / n * (g**3).sum() - n * m / (n + m) ** 2 * ((f - g) ** 3).sum()
    term = (n - m) / 12 * cubes - (n - m) ** 2 / (12 * n * m * (n + m))
    if abs(by_scipy.statistic - term - statistic) > 1e-9 * (1 + abs(by_scipy.statistic)):
        raise SystemExit(f"cramer-von mises: {by_scipy.statistic} less {term} is not {statistic}")
    return float(statistic), float(by_scipy.statistic)


def ad_sigma(sizes):
    """Scholz and Stephens' standard deviation without ties, which SciPy divides by."""
    k, rows = len(sizes), sum(sizes)
    inverse = 1 / np.arange(rows - 1, 1, -1)
    sums = inverse.cumsum()
    big_h, h, g = (1 / np.array(sizes)).sum(), sums[-1] + 1, (sums / np.arange(2, rows)).sum()
    a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * big_h
    b = (2 * g - 4) * k**2 + 8 * h * k + (2 * g - 14 * h - 4) * big_h - 8 * h + 4 * g - 6
    c = (6 * h + 2 * g - 2) * k**2 + (4 * h - 4 * g + 6) * k + (2 * h - 6) * big_h + 4 * h
    d = (2 * h + 6) * k**2 - 4 * h * k
    return np.sqrt((a * rows**3 + b * rows**2 + c * rows + d) / ((rows - 1.0) * (rows - 2.0) * (rows - 3.0)))


def anderson_darling(samples):
    values = [np.repeat(np.arange(len(counts)), counts) for counts in samples]
    result = stats.anderson_ksamp(values, variant="midrank")
    return float(result.statistic * ad_sigma([len(v) for v in values]) + len(samples) - 1), float(result.pvalue)


def expectation(a, b, term):
    """Over all splits of each bin's rows, by SciPy's hypergeometric law."""
    n, m, total = a.sum(), b.sum(), 0.0
    for both in a + b:
        x = np.arange(max(0, both - m), min(both, n) + 1)
        total += (stats.hypergeom.pmf(x, n + m, n, both) * term(x / n, (both - x) / m)).sum()
    return float(total)


def js_term(p, q):
    s = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return (np.where(p > 0, p * np.log2(p / s), 0) + np.where(q > 0, q * np.log2(q / s), 0)) / 2


def psi_term(p, q):
    p, q = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
    return (q - p) * np.log(q / p)


def numeric():
    for kind, (a, b, positions) in columns():
        pooled = a + b
        shares = pooled[pooled > 0] / pooled.sum()
        p, q = a / a.sum(), b / b.sum()
        cvm, cvm_scipy = cramer_von_mises(a, b)
        ad, ad_p = anderson_darling([a, b])
        x, y = np.repeat(positions, a), np.repeat(positions, b)
        bins = np.arange(len(a))
        yield {
            "kind": kind,
            "baseline": a.tolist(),
            "window": b.tolist(),
            "positions": positions.tolist(),
            "jensenShannon": float(jensenshannon(p, q, 2)),
            "jensenShannonExpected": expectation(a, b, js_term),
            "stabilityIndex": float(psi_term(p, q).sum()),
            "stabilityIndexExpected": expectation(a, b, psi_term),
            "hellinger": float(np.sqrt(((np.sqrt(p) - np.sqrt(q)) ** 2).sum() / 2)),
            "hellingerExpected": expectation(a, b, lambda u, v: (np.sqrt(u) - np.sqrt(v)) ** 2 / 2),
            "totalVariation": float(np.abs(p - q).sum() / 2),
            "totalVariationExpected": expectation(a, b, lambda u, v: np.abs(u - v) / 2),
            "largest": float(np.abs(p - q).max()),
            "kolmogorovSmirnov": float(stats.ks_2samp(np.repeat(bins, a), np.repeat(bins, b), method="asymp").statistic),
            "wasserstein": float(stats.wasserstein_distance(x, y)),
            "deviation": float(x.std()),
            "quartileRange": float(np.subtract(*np.quantile(x, [0.75, 0.25], method="inverted_cdf"))),
            "meanShift": float((y.mean() - x.mean()) / x.std()),
            "meanShiftZ": float((y.mean() - x.mean()) / np.sqrt(x.var() / len(x) + y.var() / len(y))),
            "logScaleRatio": float(np.log(y.std() / x.std())),
            "scaleRatioZ": float(
                np.log(y.std() / x.std())
                / np.sqrt(sum((stats.kurtosis(v, fisher=False) - 1) / (4 * len(v)) for v in (x, y)))
            ),
            "cramerVonMises": cvm,
            "cramerVonMisesScipy": cvm_scipy,
            "cramerVonMisesP": tail(cvm, shares, cvm_form(shares, pooled.sum())),
            "andersonDarling": ad,
            "andersonDarlingScipyP": ad_p,
            "andersonDarlingP": tail(ad, shares, ad_form(shares)),
        }


def untied():
    """Each value once, so that a bin is a row: here SciPy's statistics and p-values hold as they are."""
    for n, m in [(12, 9), (40, 40), (60, 25), (150, 150), (300, 100)]:
        for shift in [0, 0, 0.2, 0.35, 0.5, 0.7, 0.9, 1.2, 1.6, 2]:
            x, y = rng.normal(0, 1, n), rng.normal(shift, 1, m)
            from_x = np.concatenate([np.ones(n, int), np.zeros(m, int)])[np.argsort(np.concatenate([x, y]))]
            cvm = stats.cramervonmises_2samp(x, y, method="asymptotic")
            ad, ad_p = anderson_darling([from_x, 1 - from_x])
            continuous = stats.anderson_ksamp([x, y], variant="midrank")
            if abs(continuous.statistic * ad_sigma([n, m]) + 1 - ad) > 1e-9:
                raise SystemExit("ranks and values differ")
            yield {
                "baseline": "".join(map(str, from_x)),
                "cramerVonMises": float(cvm.statistic),
                "cramerVonMisesP": float(cvm.pvalue),
                "andersonDarling": ad,
                "andersonDarlingScipyP": ad_p,
            }


def several():
    for k in [3, 4, 5]:
        for bins in [2, 3, 8, 30]:
            for strength in [0, 0.05, 0.1, 0.3, 0.6]:
                shares = rng.dirichlet(np.full(bins, 3.0))
                moved = (1 - strength) * shares + strength * rng.dirichlet(np.full(bins, 3.0))
                samples = [rng.multinomial(rng.integers(60, 900), s) for s in [shares] * (k - 1) + [moved]]
                statistic, _ = anderson_darling(samples)
                pooled = np.sum(samples, axis=0)
                pooled = pooled[pooled > 0] / pooled.sum()
                exact, largest = residues(statistic, eigenvalues(pooled, ad_form(pooled)))
                is_exact = k == 3 and 1e-200 < exact <= 1 and 1e-16 * largest < 1e-11 * exact
                yield {
                    "samples": [s.tolist() for s in samples],
                    "andersonDarling": statistic,
                    "pValue": exact if is_exact else None,
                }


def categories():
    for kinds in [2, 3, 7, 20, 60]:
        for n, m in [(500, 500), (3000, 600), (50000, 25000)]:
            for strength in [0, 0, 0.02, 0.3]:
                shares = rng.dirichlet(np.full(kinds, 5.0))
                moved = (1 - strength) * shares + strength * rng.dirichlet(np.full(kinds, 5.0))
                a, b = rng.multinomial(n, shares), rng.multinomial(m, moved)
                keep = stats.contingency.expected_freq([a + 1e-9, b + 1e-9]).min(axis=0) >= 5
                a, b = a[keep], b[keep]
                if len(a) < 2 or stats.contingency.expected_freq([a, b]).min() < 5:
                    continue
                result = stats.chi2_contingency([a, b], correction=False, lambda_="log-likelihood")
                n_, m_, rows = a.sum(), b.sum(), a.sum() + b.sum()
                q = 1 + (rows * (1 / n_ + 1 / m_) - 1) * (rows * (1 / (a + b)).sum() - 1) / (6 * rows * (len(a) - 1))
                if result.pvalue < 1e-280:
                    continue
                yield {
                    "baseline": a.tolist(),
                    "window": b.tolist(),
                    "statistic": float(result.statistic),
                    "corrected": float(result.statistic / q),
                    "degreesOfFreedom": int(result.dof),
                    "pValue": float(result.pvalue),
                    "correctedPValue": float(stats.chi2.sf(result.statistic / q, result.dof)),
                }


def proportions():
    pairs = [(0, 1_000_000, 3, 1000), (0, 50, 0, 70), (1, 9, 8, 9), (999_999, 1_000_000, 990, 1000), (2, 2, 0, 3)]
    for _ in range(60):
        n, m = (int(10 ** rng.uniform(0.5, 5)) for _ in range(2))
        rate = rng.choice([0.001, 0.02, 0.3, 0.97])
        pairs.append((rng.binomial(n, rate), n, rng.binomial(m, min(1, rate * rng.choice([1, 1, 1.5, 3]))), m))
    for x, n, y, m in pairs:
        s = (x + y) / (n + m)
        z = 0 if s in (0, 1) else (y / m - x / n) / np.sqrt(s * (1 - s) * (1 / n + 1 / m))
        least = stats.contingency.expected_freq([[x, n - x], [y, m - y]]).min() if 0 < s < 1 else 0
        yield {
            "baseline": [int(x), int(n)],
            "window": [int(y), int(m)],
            "z": float(z),
            "normal": float(2 * stats.norm.sf(abs(z))),
            "fisher": float(stats.fisher_exact([[x, n - x], [y, m - y]]).pvalue),
            "leastExpected": float(least),
        }


print(
    json.dumps(
        {
            "numeric": list(numeric()),
            "untied": list(untied()),
            "several": list(several()),
            "categories": list(categories()),
            "proportions": list(proportions()),
        },
        separators=(",", ":"),
    )
)
