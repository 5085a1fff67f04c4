"""Makes vectors.json: means by blocks and their differences, weighted losses, and weights by predictions.

Run in an environment with numpy 2.4.6, scipy 1.17.1 and scikit-learn 1.9.1:
    python test/reference/concept/make-vectors.py > test/reference/concept/vectors.json
Differences of blocks of equal size are SciPy's t test of Welch on the means of blocks; of other sizes they are written out
with NumPy. Losses are scikit-learn's with sample weights; the spread of an area under the curve is DeLong's, written
out over all pairs.
"""

import json

import numpy as np
from scipy import stats
from sklearn import metrics

rng = np.random.default_rng(20250921)


def rounded(values):
    return [float(np.round(value, 6)) for value in values]


def sample(blocks, sizes):
    names = np.repeat(np.arange(blocks), sizes)
    effects = rng.normal(0, rng.choice([0, 0.5, 2]), blocks)
    return np.array(rounded(rng.normal(rng.normal(), 1, len(names)) + effects[names])), names


def by_blocks(values, names):
    sums, counts = np.bincount(names, values), np.bincount(names)
    b, mean = len(counts), values.mean()
    return mean, b / (b - 1) * np.sum((sums - mean * counts) ** 2) / len(values) ** 2, b


def differences():
    cases = []
    for case in range(60):
        is_equal = case < 30
        sides = []
        for _ in range(2):
            blocks = int(rng.integers(5, 30))
            sizes = int(rng.integers(1, 9)) if is_equal else rng.integers(1, 12, blocks)
            sides.append(sample(blocks, sizes))
        (now, now_names), (before, before_names) = sides
        tail = float(rng.choice([0.05, 0.025, 0.0025]))
        if is_equal:
            means = [np.bincount(n, v) / np.bincount(n) for v, n in sides]
            test = stats.ttest_ind(*means, equal_var=False)
            low, high = test.confidence_interval(1 - 2 * tail)
            value = means[0].mean() - means[1].mean()
        else:
            (m, v, b), (n, w, c) = by_blocks(now, now_names), by_blocks(before, before_names)
            freedom = (v + w) ** 2 / (v**2 / (b - 1) + w**2 / (c - 1))
            reach = stats.t.isf(tail, freedom) * np.sqrt(v + w)
            value, low, high = m - n, m - n - reach, m - n + reach
        cases.append(
            {
                "now": now.tolist(),
                "nowBlocks": now_names.tolist(),
                "before": before.tolist(),
                "beforeBlocks": before_names.tolist(),
                "tail": tail,
                "value": float(value),
                "low": float(low),
                "high": float(high),
            }
        )
    return cases


def losses():
    cases = []
    for _ in range(50):
        rows = int(rng.integers(8, 40))
        predictions = np.round(rng.uniform(0.02, 0.98, rows), 2)
        labels = rng.integers(0, 2, rows)
        labels[:2] = [0, 1]
        weights = np.round(rng.exponential(1, rows), 3)
        weights[rng.integers(2, rows)] = 0
        own = {"sample_weight": weights}
        wins = (predictions[labels == 1][:, None] > predictions[labels == 0]) + 0.5 * (
            predictions[labels == 1][:, None] == predictions[labels == 0]
        )
        spread = wins.mean(1).var(ddof=0) / wins.shape[0] + wins.mean(0).var(ddof=0) / wins.shape[1]
        cases.append(
            {
                "predictions": predictions.tolist(),
                "labels": labels.tolist(),
                "weights": weights.tolist(),
                "rmse": float(metrics.root_mean_squared_error(labels, predictions, **own)),
                "mae": float(metrics.mean_absolute_error(labels, predictions, **own)),
                "brier": float(metrics.brier_score_loss(labels, predictions, **own)),
                "logLoss": float(metrics.log_loss(labels, predictions, **own)),
                "auc": float(metrics.roc_auc_score(labels, predictions, **own)),
                "aucVariance": float(spread * rows / (rows - 1)),
            }
        )
    return cases


def weights():
    cases = []
    for _ in range(50):
        holdout = np.round(rng.normal(50, 10, int(rng.integers(60, 200))), int(rng.integers(0, 3)))
        window = np.round(rng.normal(50 + rng.normal(0, 4), 10, int(rng.integers(30, 150))), 2)
        edges = np.unique(np.quantile(holdout, np.arange(1, 20) / 20))
        edges = edges[edges < holdout.max()]
        place = np.searchsorted(edges, holdout, side="left")
        arrived = np.bincount(np.searchsorted(edges, window, side="left"), minlength=len(edges) + 1)
        share = arrived / len(window) / (np.bincount(place, minlength=len(edges) + 1) / len(holdout))
        inside = (window >= holdout.min()) & (window <= holdout.max())
        cases.append(
            {
                "holdout": holdout.tolist(),
                "window": window.tolist(),
                "weights": share[place].tolist(),
                "covered": float(inside.mean()),
            }
        )
    return cases


print(json.dumps({"differences": differences(), "losses": losses(), "weights": weights()}))
