"""whylogs, drift scores of two profiles with its own thresholds; DRIFT counts, POSSIBLE_DRIFT does not."""

import logging
import warnings

import whylogs
from whylogs.viz.drift.column_drift_algorithms import calculate_drift_scores

from read_sets import read_sets, tell

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

for name, baseline, window, _ in read_sets():
    scores = calculate_drift_scores(
        target_view=whylogs.log(window).view(),
        reference_view=whylogs.log(baseline).view(),
        with_thresholds=True,
    )
    tell(name, {column for column, score in scores.items() if score and score.get("drift_category") == "DRIFT"})
