"""The flights examples as the study of estimates needs them: models of four days of the year and their answers.

    python flights_scores.py EXAMPLE OUTPUT

EXAMPLE is the folder of the example, whose data script and train scripts' settings are used. For each day of SERVED_FROM and
each model: trained on all rows up to 28 days before, asked for those 28 days (the hold-out) and for three months after.
Writes rows.json and, per day, features.f32 (column after column), days.i32, and per model predictions.f64 and labels.f64.
"""

import importlib.util
import json
import os
import pathlib
import sys

import numpy as np
import pandas as pd
import xgboost as xgb

SERVED_FROM = ["2013-04-01", "2013-06-01", "2013-08-01", "2013-10-01"]
HOLDOUT_DAYS = 28
MONTHS = 3
OBJECTIVES = {"air-time": "reg:squarederror", "flight-late": "binary:logistic"}


def main() -> None:
    example, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    spec = importlib.util.spec_from_file_location("build_flights", example / "data" / "build_flights.py")
    flights = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(flights)
    table = flights.build_table(flights.package_data())
    days = pd.to_datetime(table["time_hour"].str[:10])
    features = table[flights.FEATURES].to_numpy(dtype=np.float32)
    described = []
    for served_from in SERVED_FROM:
        start = pd.Timestamp(served_from)
        train = (days < start - pd.Timedelta(days=HOLDOUT_DAYS)).to_numpy()
        asked = ((days >= start - pd.Timedelta(days=HOLDOUT_DAYS)) & (days < start + pd.DateOffset(months=MONTHS))).to_numpy()
        folder = output / served_from
        folder.mkdir(parents=True)
        features[asked].T.tofile(folder / "features.f32")
        numbers = (days[asked] - days[asked].iloc[0]).dt.days
        numbers.to_numpy(dtype=np.int32).tofile(folder / "days.i32")
        for model, label in flights.LABEL_OF_MODEL.items():
            labels = table[label].to_numpy(dtype=np.float64)
            settings = {"objective": OBJECTIVES[model], "tree_method": "hist", "max_depth": 6, "eta": 0.08, "seed": 1}
            settings["nthread"] = min(2, os.cpu_count() or 1)
            booster = xgb.train(settings, xgb.DMatrix(features[train], label=labels[train]), 100)
            answers = booster.predict(xgb.DMatrix(features[asked])).astype(np.float64)
            (folder / model).mkdir()
            answers.tofile(folder / model / "predictions.f64")
            labels[asked].tofile(folder / model / "labels.f64")
        described.append({"servedFrom": served_from, "firstDay": str(days[asked].iloc[0].date()), "rows": int(asked.sum())})
        print(f"{served_from}: {train.sum()} rows trained on, {asked.sum()} asked", file=sys.stderr, flush=True)
    (output / "rows.json").write_text(json.dumps({"columns": flights.FEATURES, "served": described}))


if __name__ == "__main__":
    main()
