"""Makes vectors.json: what other code gives for gaps between groups.

Run in an environment with numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1 and statsmodels 0.15.0:
    python test/reference/fairness/make-vectors.py > test/reference/fairness/vectors.json

Intervals come from statsmodels, counts from scikit-learn's confusion matrix.
"""

import json

import numpy as np
from sklearn.metrics import confusion_matrix
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

rng = np.random.default_rng(20240901)
LEVELS = [0.9, 0.95, 0.99]


def shares():
    cases = [(0, 5, 0, 7), (5, 5, 7, 7), (0, 5, 7, 7), (3, 6, 1, 4), (1, 1, 0, 1), (0, 400, 120, 900), (20, 50_000, 31, 40_000)]
    for _ in range(60):
        rows = [int(2 ** rng.uniform(1, 14)) for _ in range(2)]
        rate = rng.beta(0.7, 1.0, 2)
        first, second = (int(rng.binomial(n, p)) for n, p in zip(rows, rate))
        cases.append((first, rows[0], second, rows[1]))
    for index, (first, n, second, m) in enumerate(cases):
        level = LEVELS[index % 3]
        low, high = confint_proportions_2indep(first, n, second, m, method="newcomb", compare="diff", alpha=1 - level)
        case = {
            "share": {"count": first, "rows": n},
            "reference": {"count": second, "rows": m},
            "level": level,
            "difference": {"value": first / n - second / m, "low": float(low), "high": float(high)},
            "ratio": {"value": None, "low": None, "high": None},
        }
        if second > 0:
            case["ratio"]["value"] = first / n / (second / m)
            method = "log" if first > 0 else "log-adjusted"
            if not (first == n and second == m):
                low, high = confint_proportions_2indep(first, n, second, m, method=method, compare="ratio", alpha=1 - level)
                case["ratio"].update(low=float(low) if first > 0 else 0.0, high=float(high))
        yield case


def means():
    for index in range(60):
        sizes = rng.integers(2, 80, 2)
        centres = rng.normal(0, 10, 2)
        spreads = np.exp(rng.normal(0, 1.5, 2))
        first, second = (np.round(rng.normal(c, s, n), 6) for c, s, n in zip(centres, spreads, sizes))
        level = LEVELS[index % 3]
        low, high = CompareMeans(DescrStatsW(first), DescrStatsW(second)).tconfint_diff(alpha=1 - level, usevar="unequal")
        yield {
            "group": first.tolist(),
            "reference": second.tolist(),
            "level": level,
            "difference": {"value": float(first.mean() - second.mean()), "low": float(low), "high": float(high)},
        }


def rates(labels, answers):
    tn, fp, fn, tp = confusion_matrix(labels, answers, labels=[0, 1]).ravel()
    return {
        "yes": (fp + tp) / len(labels),
        "recall": tp / (tp + fn) if tp + fn else None,
        "fpr": fp / (fp + tn) if fp + tn else None,
        "fnr": fn / (tp + fn) if tp + fn else None,
    }


def answers():
    for rows in [12, 40, 150]:
        for groups in [2, 3, 5]:
            for repeat in range(6):
                group = rng.choice(groups, rows, p=rng.dirichlet(np.full(groups, 2.0)))
                labels = (rng.random(rows) < rng.uniform(0.1, 0.7)).astype(int)
                predictions = np.round(np.clip(0.3 * labels + 0.1 * group + rng.random(rows) * 0.6, 0, 1), 2)
                threshold = float(rng.choice([0.4, 0.5, 0.65]))
                counts = np.bincount(group, minlength=groups)
                reference = int(np.argmax(counts))
                of = [rates(labels[group == g], (predictions[group == g] >= threshold).astype(int)) if counts[g] else None for g in range(groups)]

                def gap(g, name):
                    own, theirs = of[g] and of[g][name], of[reference][name]
                    return None if own is None or theirs is None else float(own - theirs)

                yield {
                    "groupOfRow": group.tolist(),
                    "groups": groups,
                    "labels": labels.tolist(),
                    "predictions": predictions.tolist(),
                    "threshold": threshold,
                    "reference": reference,
                    "gaps": [
                        {
                            "group": g,
                            "rows": int(counts[g]),
                            "disparate-impact": None if not of[g] or not of[reference]["yes"] else float(of[g]["yes"] / of[reference]["yes"]),
                            "demographic-parity": gap(g, "yes"),
                            "equal-opportunity": gap(g, "recall"),
                            "false-positive-rate": gap(g, "fpr"),
                            "false-negative-rate": gap(g, "fnr"),
                        }
                        for g in range(groups)
                        if g != reference
                    ],
                }


print(json.dumps({"shares": list(shares()), "means": list(means()), "answers": list(answers())}, separators=(",", ":")))
