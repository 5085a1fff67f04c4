"""Makes vectors.json: what scikit-learn and NumPy give for curves that put a model's answers right.

Run in an environment with numpy 2.4.6, scipy 1.17.1 and scikit-learn 1.9.1:
    python test/reference/recalibration/make-vectors.py > test/reference/recalibration/vectors.json

Platt's curve twice: exactly, as the logistic regression without penalty of both outcomes of each row weighted by its smoothed target,
and as scikit-learn's own `_SigmoidCalibration`, whose search stops at some four digits. Isotonic regression has its vectors in
test/reference/estimate.
"""

import json
import sys
import warnings

warnings.filterwarnings("ignore")

import numpy as np
from sklearn.calibration import _SigmoidCalibration
from sklearn.linear_model import LinearRegression, LogisticRegression

rng = np.random.default_rng(20241120)
CLIP = 2.0**-24


def numbers(values):
    return [int(value) if value == int(value) else float(value) for value in values]


def logit(scores):
    chances = np.clip(scores, CLIP, 1 - CLIP)
    return np.log(chances / (1 - chances))


def platt():
    for rows in [12, 40, 120]:
        for gain in [0.4, 1.0, 2.5]:
            for shift in [-1.5, 0.0, 1.0]:
                for digits in [1, 4]:
                    odds = rng.normal(0, 1.5, rows)
                    labels = (rng.random(rows) < 1 / (1 + np.exp(-(odds / gain + shift)))).astype(int)
                    labels[:2] = [0, 1]
                    scores = np.clip(np.round(1 / (1 + np.exp(-odds)), digits), 0, 1)
                    yield scores, labels
    # Told apart without a fault, one outcome nearly always, certain answers.
    for rows in [10, 50]:
        scores = np.round(np.sort(rng.random(rows)), 4)
        yield scores, (np.arange(rows) >= rows // 2).astype(int)
        yield scores, (np.arange(rows) >= rows - 1).astype(int)
        yield np.where(np.arange(rows) % 3 == 0, 1.0, np.where(np.arange(rows) % 3 == 1, 0.0, 0.5)), (np.arange(rows) % 3 != 1).astype(int)


def exact(scores, labels):
    odds = logit(scores)
    positives = labels.sum()
    negatives = len(labels) - positives
    targets = np.where(labels == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-14, max_iter=1000)
    model.fit(
        np.concatenate([odds, odds])[:, None],
        np.concatenate([np.ones(len(odds)), np.zeros(len(odds))]),
        sample_weight=np.concatenate([targets, 1 - targets]),
    )
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def lines():
    for rows in [2, 10, 100]:
        for scale in [1.0, 1000.0]:
            for noise in [0.0, 0.1, 2.0]:
                for slope in [0.5, 1.0, 1.7]:
                    scores = np.round(rng.normal(10, 3, rows) * scale, 3)
                    labels = np.round(slope * scores + scale * (2 + noise * rng.normal(0, 1, rows)), 3)
                    yield scores, labels


def main():
    sigmoids = []
    for scores, labels in platt():
        slope, intercept = exact(scores, labels)
        usual = _SigmoidCalibration().fit(logit(scores), labels)
        sigmoids.append(
            {
                "scores": numbers(scores),
                "labels": numbers(labels),
                "slope": slope,
                "intercept": intercept,
                "usualSlope": -float(usual.a_),
                "usualIntercept": -float(usual.b_),
            }
        )
    regressions = []
    for scores, labels in lines():
        model = LinearRegression().fit(scores[:, None], labels)
        regressions.append(
            {
                "scores": numbers(scores),
                "labels": numbers(labels),
                "slope": float(model.coef_[0]),
                "intercept": float(model.intercept_),
            }
        )
    json.dump({"platt": sigmoids, "linear": regressions}, sys.stdout, separators=(",", ":"))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
