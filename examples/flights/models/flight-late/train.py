"""Trains the model of late arrivals. Runs as a SageMaker training job and, with the same variables set, anywhere else.

In:   SM_CHANNEL_TRAIN, a folder of CSV files without header: the label first, then the features in model.yaml's order;
      an empty cell is a missing value. Hyperparameters are command line arguments.
Out:  SM_MODEL_DIR/model.ubj
"""

import argparse
import os
import pathlib

import numpy as np
import pandas as pd
import xgboost as xgb


def main() -> None:
    # A misspelt hyperparameter fails the job instead of being taken for a short form.
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--num_round", type=int, default=100)
    parser.add_argument("--max_depth", type=int, default=6)
    parser.add_argument("--eta", type=float, default=0.08)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    rows = read_rows(pathlib.Path(os.environ["SM_CHANNEL_TRAIN"]))
    train = xgb.DMatrix(rows[:, 1:], label=rows[:, 0])
    settings = {
        "objective": "binary:logistic",
        "eval_metric": "auc",
        "tree_method": "hist",
        "max_depth": arguments.max_depth,
        "eta": arguments.eta,
        "seed": arguments.seed,
        "nthread": int(os.environ.get("SM_NUM_CPUS", "1")),
    }
    print(f"{train.num_row()} rows, {train.num_col()} features, {settings}", flush=True)
    booster = xgb.train(settings, train, arguments.num_round, evals=[(train, "train")], verbose_eval=25)
    booster.save_model(pathlib.Path(os.environ["SM_MODEL_DIR"]) / "model.ubj")


def read_rows(folder: pathlib.Path) -> np.ndarray:
    """All files of a channel, in the order of their names, as one matrix."""
    files = sorted(folder.glob("**/*.csv"))
    return np.concatenate([pd.read_csv(file, header=None, dtype=np.float32).to_numpy() for file in files])


if __name__ == "__main__":
    main()
