"""Makes vectors.json: agreement of two rankings by scikit-learn, and exact Shapley values of small functions.

Run in an environment with scikit-learn 1.9.1 and numpy 2.4.6:
    python test/reference/attribution/make-vectors.py > test/reference/attribution/vectors.json
Shapley values are summed over all subsets of features, with the mean over the background rows as the value of a
subset: the definition, written out.
"""

import json
from itertools import combinations
from math import factorial

import numpy as np
from sklearn.metrics import ndcg_score

rng = np.random.default_rng(20251121)


def rankings():
    for index in range(60):
        size = int(rng.integers(2, 40))
        gains = rng.exponential(size=size) ** 2
        scores = gains + rng.exponential(size=size) * rng.choice([0.1, 1, 10])
        if index % 3 == 0:  # ties
            scores = np.round(scores)
        if index % 5 == 0:  # features that nothing hangs on
            gains[rng.random(size) < 0.3] = 0
        yield {
            "gains": gains.tolist(),
            "scores": scores.tolist(),
            "expected": float(ndcg_score([gains], [scores])),
        }


def value(coefficients, pairs, rows):
    rows = np.asarray(rows, dtype=float)
    answer = rows @ np.asarray(coefficients)
    for first, second, weight in pairs:
        answer = answer + weight * rows[:, first] * rows[:, second]
    return answer


def shapley():
    for _ in range(50):
        features = int(rng.integers(2, 6))
        coefficients = np.round(rng.normal(size=features), 3).tolist()
        pairs = [
            [int(a), int(b), float(np.round(rng.normal(), 3))]
            for a, b in combinations(range(features), 2)
            if rng.random() < 0.5
        ]
        row = np.round(rng.normal(size=features), 2).tolist()
        background = np.round(rng.normal(size=(4, features)), 2).tolist()

        def of(subset):
            rows = np.array(background)
            for feature in subset:
                rows[:, feature] = row[feature]
            return float(np.mean(value(coefficients, pairs, rows)))

        values = []
        for feature in range(features):
            others = [other for other in range(features) if other != feature]
            total = 0.0
            for size in range(features):
                weight = factorial(size) * factorial(features - size - 1) / factorial(features)
                for subset in combinations(others, size):
                    total += weight * (of((*subset, feature)) - of(subset))
            values.append(total)
        yield {
            **{"coefficients": coefficients, "pairs": pairs, "row": row, "background": background},
            **{"base": of(()), "values": values},
        }


print(json.dumps({"rankings": list(rankings()), "shapley": list(shapley())}, indent=0))
