"""The sets that the study wrote: one folder a set, columns one after another as doubles."""

import json
import pathlib
import sys

import numpy as np
import pandas as pd


def read_sets():
    """Name of the set, training rows, window, names of the columns that hold categories."""
    for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        meta = json.loads((folder / "meta.json").read_text())
        names = [column["name"] for column in meta["columns"]]
        categories = [column["name"] for column in meta["columns"] if column["isCategory"]]
        frames = []
        for file, rows in (("baseline", meta["baselineRows"]), ("window", meta["rows"])):
            values = np.fromfile(folder / f"{file}.f64").reshape(len(names), rows)
            frame = pd.DataFrame(dict(zip(names, values)))
            for name in categories:
                present = frame[name].notna()
                frame[name] = frame[name].map(lambda code: f"c{code:.0f}", na_action="ignore").astype(object)
                frame.loc[~present, name] = None
            frames.append(frame)
        yield folder.name, frames[0], frames[1], categories


def tell(name, changed):
    """One line a set: the columns that the peer calls drifted."""
    print(json.dumps({"set": name, "changed": sorted(changed)}), flush=True)
