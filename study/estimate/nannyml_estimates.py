"""NannyML's estimates of the same windows: CBPE for classes, DLE for numbers, fitted on the hold-out, at their defaults.

    python nannyml_estimates.py FOLDER

One chunk a window. One line a window and metric on standard output.
"""

import json
import pathlib
import sys
import warnings

import nannyml
import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")

for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    meta = json.loads((folder / "meta.json").read_text())
    names = [f"f{index}" for index in range(meta["columns"])]
    columns = np.fromfile(folder / "features.f32", dtype=np.float32).reshape(len(names), meta["rows"])
    frame = pd.DataFrame(dict(zip(names, columns)))
    frame["answer"] = np.fromfile(folder / "predictions.f64")
    frame["label"] = np.fromfile(folder / "labels.f64")
    reference = frame.iloc[: meta["holdoutRows"]]
    if meta["problem"] == "binary":
        metrics = {"auc": "roc_auc"}
        estimator = nannyml.CBPE(
            metrics=["roc_auc"], y_pred_proba="answer", y_true="label", problem_type="classification_binary", chunk_number=1
        )
    else:
        metrics = {"rmse": "rmse", "mae": "mae"}
        estimator = nannyml.DLE(
            feature_column_names=names, y_pred="answer", y_true="label", metrics=["rmse", "mae"], chunk_number=1
        )
    estimator.fit(reference)
    for window in meta["windows"]:
        rows = frame.iloc[window["from"] : window["to"]].drop(columns="label").reset_index(drop=True)
        table = estimator.estimate(rows).filter(period="analysis").to_df()
        for metric, column in metrics.items():
            value = float(table[(column, "value")].iloc[0])
            print(json.dumps({"case": meta["name"], "window": window["name"], "metric": metric, "value": value}), flush=True)
