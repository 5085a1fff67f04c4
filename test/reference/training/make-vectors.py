"""Makes vectors.json: what other people's code gives for metrics, quantiles and adjusted p-values.

Run in an environment with numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1 and statsmodels 0.15.0:
    python test/reference/training/make-vectors.py > test/reference/training/vectors.json
"""

import json

import numpy as np
from scipy import stats
from sklearn import metrics
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(20240501)


def numbers(values):
    return [float(value) for value in values]


def regression_cases():
    for rows in [1, 2, 3, 5, 10, 16, 33, 57, 90, 120]:
        for scale in [1e-6, 1e-3, 1.0, 30.0, 1e6]:
            labels = rng.normal(0, scale, rows)
            predictions = labels + rng.normal(scale / 10, scale, rows)
            yield {
                "labels": numbers(labels),
                "predictions": numbers(predictions),
                "rmse": float(metrics.root_mean_squared_error(labels, predictions)),
                "mae": float(metrics.mean_absolute_error(labels, predictions)),
                "bias": float(np.mean(predictions - labels)),
            }


def binary_cases():
    for rows in [2, 3, 10, 31, 57, 120]:
        for digits in [1, 2, 12]:
            for rate in [0.1, 0.3, 0.5]:
                labels = (rng.random(rows) < rate).astype(int)
                labels[:2] = [0, 1]
                # Few digits make ties, within a class and between both.
                scores = np.clip(np.round(0.6 * rng.random(rows) + 0.3 * labels, digits), 0.01, 0.99)
                weights = rng.integers(0, 4, rows)
                weights[:2] = 1
                yield {
                    "labels": numbers(labels),
                    "predictions": numbers(scores),
                    "weights": numbers(weights),
                    "auc": float(metrics.roc_auc_score(labels, scores)),
                    "weightedAuc": float(metrics.roc_auc_score(labels, scores, sample_weight=weights)),
                    "mannWhitney": float(
                        stats.mannwhitneyu(scores[labels == 1], scores[labels == 0]).statistic
                        / (labels.sum() * (1 - labels).sum())
                    ),
                    "logLoss": float(metrics.log_loss(labels, scores)),
                    "brier": float(metrics.brier_score_loss(labels, scores)),
                }


def quantile_cases():
    for rows in [1, 2, 3, 4, 7, 10, 23, 41, 101]:
        values = rng.normal(size=rows)
        for probability in [0, 0.025, 0.25, 0.5, 0.975, 1]:
            yield {
                "values": numbers(values),
                "probability": probability,
                "quantile": float(np.quantile(values, probability, method="linear")),
            }


def holm_cases():
    for size in [1, 2, 3, 4, 5, 6, 8, 10, 15, 30]:
        for exponent in [1, 2, 3, 6, 12]:
            values = rng.random(size) ** exponent
            yield {"pValues": numbers(values), "adjusted": numbers(multipletests(values, method="holm")[1])}
    tied = [0.04, 0.01, 0.04, 0.01, 1.0]
    yield {"pValues": tied, "adjusted": numbers(multipletests(tied, method="holm")[1])}


print(
    json.dumps(
        {
            "regression": list(regression_cases()),
            "binary": list(binary_cases()),
            "quantile": list(quantile_cases()),
            "holm": list(holm_cases()),
        }
    )
)
