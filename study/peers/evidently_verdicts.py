"""Evidently, preset for data drift at its defaults: the method is chosen by kind and number of rows."""

import warnings

from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

from read_sets import read_sets, tell

warnings.filterwarnings("ignore")

for name, baseline, window, categories in read_sets():
    numbers = [column for column in baseline.columns if column not in categories]
    definition = DataDefinition(numerical_columns=numbers, categorical_columns=categories)
    report = Report([DataDriftPreset()], include_tests=True)
    snapshot = report.run(
        Dataset.from_pandas(window, definition), Dataset.from_pandas(baseline, definition)
    ).dict()
    changed = []
    for test in snapshot["tests"]:
        parameters = test["metric_config"]["params"]
        if parameters.get("column") is not None and str(test["status"]).upper().endswith("FAIL"):
            changed.append(parameters["column"])
    tell(name, changed)
