"""Makes vectors.json: what other code gives for estimates of quality without labels, and for trees.

Run in an environment with nannyml 0.13.1, numpy 2.4.6, pandas 2.3.3 and scikit-learn 1.9.1:
    python test/reference/estimate/make-vectors.py > test/reference/estimate/vectors.json

NannyML rounds its cumulative sums to five digits, so that its areas hold to about 1e-6; the exact ones are scikit-learn's,
from each row once as a positive and once as a negative, weighted by its probability.
"""

import json
import os
import warnings

os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
warnings.filterwarnings("ignore")

import nannyml
import numpy as np
import pandas as pd
from nannyml.performance_estimation.confidence_based import metrics as estimators
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.tree import DecisionTreeRegressor

rng = np.random.default_rng(20241101)


def numbers(values):
    return [int(value) if value == int(value) else float(value) for value in values]


def scaled(values, scale):
    """Rounded values as whole numbers: a third of the bytes."""
    return [int(value) for value in np.round(np.asarray(values) * scale)]


def or_none(value):
    return None if np.isnan(value) else float(value)


def isotonic():
    for rows in [1, 2, 3, 10, 40, 120]:
        for digits in [1, 2, 9]:
            for gain in [-1.0, 0.5, 4.0]:
                scores = np.round(rng.random(rows), digits)
                labels = (rng.random(rows) < 1 / (1 + np.exp(-gain * (4 * scores - 2)))).astype(int)
                asked = np.concatenate([np.round(rng.uniform(-0.2, 1.2, 8), 6), scores[:4]])
                curve = IsotonicRegression(out_of_bounds="clip").fit(scores, labels)
                yield {
                    "scores": numbers(scores),
                    "labels": numbers(labels),
                    "asked": numbers(asked),
                    "probabilities": numbers(curve.predict(asked)),
                }


def masses():
    for rows in [4, 15, 40, 80]:
        for digits in [1, 2, 9]:
            for power in [0.5, 1.0, 3.0]:
                for weighted in [False, True]:
                    scores = np.clip(np.round(rng.random(rows), digits), 0.01, 0.99)
                    # One probability a score: what a calibration curve gives.
                    probabilities = np.round(scores**power, 9)
                    weights = rng.integers(1, 5, rows) if weighted else np.ones(rows, dtype=int)
                    calls = np.repeat((scores >= 0.4).astype(int), weights)
                    each = np.repeat(probabilities, weights)
                    twice = np.concatenate([scores, scores])
                    labels = np.concatenate([np.ones(rows), np.zeros(rows)])
                    mass = np.concatenate([weights * probabilities, weights * (1 - probabilities)])
                    yield {
                        "scores": numbers(scores),
                        "probabilities": numbers(probabilities),
                        "weights": numbers(weights),
                        "threshold": 0.4,
                        "auc": float(roc_auc_score(labels, twice, sample_weight=mass)),
                        "nannymlAuc": float(estimators.estimate_roc_auc(each, np.repeat(scores, weights))),
                        "accuracy": float(estimators.estimate_accuracy(calls, each)),
                        "precision": float(estimators.estimate_precision(calls, each)),
                        "recall": float(estimators.estimate_recall(calls, each)),
                        "specificity": float(estimators.estimate_specificity(calls, each)),
                        "f1": float(estimators.estimate_f1(calls, each)),
                        "logLoss": float(log_loss(labels, twice, sample_weight=mass)),
                        "brier": float(np.average((twice - labels) ** 2, weights=mass)),
                    }


def binary():
    """CBPE as a whole: calibrated on the reference rows where that helps, then estimated on a window."""
    for case in range(50):
        truth = rng.random(150)
        labels = (rng.random(150) < truth).astype(int)
        # Scores that are off by so much that any deal of folds says so.
        scores = np.round(truth**3, 4)
        window = np.round(rng.beta(1 + case % 4, 1 + case % 3, 60), 4)
        reference = pd.DataFrame({"p": scores, "y": labels, "call": (scores >= 0.5).astype(int)})
        rows = pd.DataFrame({"p": window, "call": (window >= 0.5).astype(int)})
        names = ["roc_auc", "f1", "precision", "recall", "specificity", "accuracy"]
        estimator = nannyml.CBPE(
            metrics=names, y_pred_proba="p", y_pred="call", y_true="y", problem_type="classification_binary", chunk_number=1
        ).fit(reference)
        table = estimator.estimate(rows).filter(period="analysis").to_df()
        yield {
            "scores": scaled(scores, 10_000),
            "labels": numbers(labels),
            "window": scaled(window, 10_000),
            "helps": bool(estimator.needs_calibration),
            **{name: or_none(table[(name, "value")].iloc[0]) for name in names},
        }


def to_one(values):
    """Three digits, and a sum of exactly 1 for NannyML."""
    values = np.round(values, 3)
    values[:, -1] = np.abs(np.round(1 - values[:, :-1].sum(axis=1), 3))
    return values


def multiclass():
    classes = ["a", "b", "c"]
    for case in range(50):
        truth = rng.dirichlet([0.6 + case % 3, 1.0, 1.4], 120)
        labels = np.array([rng.choice(3, p=row) for row in truth])
        power = truth**2.5 + 0.01
        scores = to_one(power / power.sum(axis=1, keepdims=True))
        window = to_one(rng.dirichlet([1.0, 0.5 + case % 2, 1.0], 40))
        frame = lambda values: pd.DataFrame(
            {**{f"p_{name}": values[:, index] for index, name in enumerate(classes)}, "call": np.array(classes)[values.argmax(axis=1)]}
        )
        reference = frame(scores).assign(y=np.array(classes)[labels])
        estimator = nannyml.CBPE(
            metrics=["roc_auc", "accuracy"],
            y_pred_proba={name: f"p_{name}" for name in classes},
            y_pred="call",
            y_true="y",
            problem_type="classification_multiclass",
            chunk_number=1,
        ).fit(reference)
        table = estimator.estimate(frame(window)).filter(period="analysis").to_df()
        yield {
            "scores": [scaled(column, 1_000) for column in scores.T],
            "classes": numbers(labels),
            "window": [scaled(column, 1_000) for column in window.T],
            "calls": numbers(window.argmax(axis=1)),
            "helps": [type(estimator._calibrators[name]).__name__ == "IsotonicCalibrator" for name in classes],
            "auc": float(table[("roc_auc", "value")].iloc[0]),
            "accuracy": float(table[("accuracy", "value")].iloc[0]),
        }


def trees():
    for case in range(60):
        rows = [40, 80, 120][case % 3]
        columns = rng.integers(0, [6, 20, 60][case // 3 % 3], (rows, 4)).astype(float)
        if case % 2:
            columns[rng.random(columns.shape) < 0.15] = np.nan
        residuals = np.round(rng.normal(size=rows) + np.nan_to_num(columns[:, 0], nan=3) * 0.2, 4)
        least = [3, 10][case % 2]
        tree = DecisionTreeRegressor(max_depth=3, min_samples_leaf=least).fit(columns, residuals)
        leaves, leaf_of_row = np.unique(tree.predict(columns), return_inverse=True)
        yield {
            "columns": [[None if np.isnan(value) else int(value) for value in column] for column in columns.T],
            "residuals": scaled(residuals, 10_000),
            "minimumRows": least,
            "leaves": numbers(leaves),
            "leafOfRow": numbers(leaf_of_row),
        }


print(
    json.dumps(
        {
            "isotonic": list(isotonic()),
            "masses": list(masses()),
            "binary": list(binary()),
            "multiclass": list(multiclass()),
            "trees": list(trees()),
        },
        allow_nan=False,
        separators=(",", ":"),
    )
)
