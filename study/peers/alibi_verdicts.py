"""alibi-detect, tabular drift at its defaults, feature by feature: KS or chi-square, p below 0.05.

It takes no missing values: numbers get the median of the training rows, categories one of their own.
"""

import warnings

import numpy as np
from alibi_detect.cd import TabularDrift

from read_sets import read_sets, tell

warnings.filterwarnings("ignore")

for name, baseline, window, categories in read_sets():
    columns = list(baseline.columns)
    both = [np.empty((len(frame), len(columns))) for frame in (baseline, window)]
    sizes = {}
    for index, column in enumerate(columns):
        if column in categories:
            values = [frame[column].fillna("missing") for frame in (baseline, window)]
            codes = {text: code for code, text in enumerate(sorted(set(values[0]) | set(values[1])))}
            sizes[index] = len(codes)
            filled = [side.map(codes) for side in values]
        else:
            median = baseline[column].median()
            filled = [frame[column].fillna(median) for frame in (baseline, window)]
        for matrix, side in zip(both, filled):
            matrix[:, index] = side.to_numpy()
    detector = TabularDrift(both[0], p_val=0.05, categories_per_feature=sizes)
    verdict = detector.predict(both[1], drift_type="feature")["data"]["is_drift"]
    tell(name, {column for column, is_drift in zip(columns, verdict) if is_drift})
