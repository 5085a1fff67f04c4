"""Makes vectors.json: what other code gives for comparing two classifiers and for calibration.

Run in an environment with numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1 and statsmodels 0.15.0:
    python test/reference/model-comparison/make-vectors.py > test/reference/model-comparison/vectors.json

DeLong's covariance is computed here from the matrix of all pairs, as in the paper and without ranks; AUCs are compared with
scikit-learn. McNemar's exact p-values are counted in whole numbers and compared with statsmodels, where that uses them.
"""

import fractions
import json
import math

import numpy as np
from scipy import stats
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, roc_auc_score
from statsmodels.stats.contingency_tables import mcnemar as statsmodels_mcnemar

rng = np.random.default_rng(20240801)


def numbers(values):
    return [float(value) for value in values]


def delong():
    for rows in [8, 20, 60, 150]:
        for digits in [1, 2, 12]:
            for gain in [0, 0.3, 1.5]:
                for rate in [0.2, 0.5]:
                    if rng.random() < 0.25:
                        continue
                    labels = (rng.random(rows) < rate).astype(int)
                    labels[:4] = [0, 1, 0, 1]
                    common = rng.normal(size=rows) + labels
                    first = np.round(common + rng.normal(size=rows), digits)
                    second = np.round(common + gain * labels + rng.normal(size=rows), digits)
                    pairs = [
                        np.sign(s[labels == 1][:, None] - s[labels == 0][None, :]) / 2 + 0.5 for s in (first, second)
                    ]
                    by_positive = np.cov(np.array([p.mean(axis=1) for p in pairs]))
                    by_negative = np.cov(np.array([p.mean(axis=0) for p in pairs]))
                    covariance = by_positive / labels.sum() + by_negative / (1 - labels).sum()
                    aucs = [p.mean() for p in pairs]
                    assert np.allclose(aucs, [roc_auc_score(labels, s) for s in (first, second)], atol=1e-14)
                    contrast = np.array([-1, 1])
                    error = math.sqrt(contrast @ covariance @ contrast)
                    z = (aucs[1] - aucs[0]) / error
                    yield {
                        "labels": labels.tolist(),
                        "first": numbers(first),
                        "second": numbers(second),
                        "aucs": numbers(aucs),
                        "standardError": error,
                        "pValue": float(2 * stats.norm.sf(abs(z))),
                    }


def mcnemar():
    counts = [(0, 0), (0, 1), (1, 1), (0, 5), (3, 9), (10, 10), (9, 10), (25, 60), (0, 400), (480, 520), (2000, 2500), (9000, 9200)]
    counts += [(int(a), int(b)) for a, b in rng.integers(0, 60, (40, 2))]
    for first, second in counts:
        rows, smaller = first + second, min(first, second)
        terms = [math.comb(rows, k) for k in range(smaller + 1)]
        below, at = fractions.Fraction(sum(terms[:-1]), 2**rows), fractions.Fraction(terms[-1], 2**rows)
        table = [[7, first], [second, 5]]
        if rows:
            exact = statsmodels_mcnemar(table, exact=True).pvalue
            assert math.isclose(exact, min(1, 2 * (below + at)), rel_tol=1e-9), (first, second, exact)
        asymptotic = statsmodels_mcnemar(table, exact=False, correction=False) if rows else None
        yield {
            "onlyFirst": first,
            "onlySecond": second,
            "pValue": float(min(1, 2 * (below + at))),
            "midPValue": float(min(1, 2 * below + at)),
            "statistic": float(asymptotic.statistic) if asymptotic else 0.0,
            "asymptoticPValue": float(asymptotic.pvalue) if asymptotic else 1.0,
        }


def calibration():
    for rows in [5, 40, 200]:
        for bins in [1, 5, 10]:
            for by, strategy in [("width", "uniform"), ("rows", "quantile")]:
                for digits in [1, 2, 12]:
                    # Few digits make ties; none lies on an edge of equal width, where rounding decides.
                    predictions = np.clip(np.round(rng.beta(0.8, 1.2, rows), digits) + 0.003, 0, 1)
                    labels = (rng.random(rows) < predictions**1.3).astype(int)
                    labels[0] = 1
                    shares, means = calibration_curve(labels, predictions, n_bins=bins, strategy=strategy)
                    cuts = np.linspace(0, 1, bins + 1)[1:-1]
                    member = np.searchsorted(cuts if by == "width" else np.quantile(predictions, cuts), predictions)
                    counts = np.array([np.sum(member == k) for k in np.unique(member)])
                    assert np.allclose(means, [predictions[member == k].mean() for k in np.unique(member)])
                    index = np.searchsorted(np.unique(member), member)
                    inside = predictions - means[index]
                    within = np.mean(inside**2 - 2 * (labels - shares[index]) * inside)
                    base = labels.mean()
                    decomposition = {
                        "score": float(brier_score_loss(labels, predictions, pos_label=1)),
                        "reliability": float(counts @ (means - shares) ** 2 / rows),
                        "resolution": float(counts @ (shares - base) ** 2 / rows),
                        "uncertainty": float(base * (1 - base)),
                        "withinBins": float(within),
                    }
                    total = decomposition["reliability"] - decomposition["resolution"] + decomposition["uncertainty"] + within
                    assert math.isclose(total, decomposition["score"], abs_tol=1e-14)
                    yield {
                        "predictions": numbers(predictions),
                        "labels": labels.tolist(),
                        "binning": {"by": by, "bins": bins},
                        "counts": counts.tolist(),
                        "expected": float(counts @ np.abs(shares - means) / rows),
                        "largest": float(np.abs(shares - means).max()),
                        "brier": decomposition,
                    }


print(
    json.dumps(
        {"delong": list(delong()), "mcnemar": list(mcnemar()), "calibration": list(calibration())},
        separators=(",", ":"),
    )
)
