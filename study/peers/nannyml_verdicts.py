"""NannyML, univariate drift with its default statistics and thresholds (three deviations of training's own chunks).

Its verdicts are on chunks: a tenth of the training rows, or the window where that is smaller. A feature counts as
drifted when at least half of the window's chunks alert.
"""

import warnings

import nannyml

from read_sets import read_sets, tell

warnings.filterwarnings("ignore")

for name, baseline, window, categories in read_sets():
    chunker = nannyml.chunk.SizeBasedChunker(min(len(window), len(baseline) // 10), incomplete="append")
    calculator = nannyml.UnivariateDriftCalculator(column_names=list(baseline.columns), chunker=chunker)
    table = calculator.fit(baseline).calculate(window).filter(period="analysis").to_df()
    alerts = table.xs("alert", axis=1, level=2).mean()
    tell(name, {column for (column, _), share in alerts.items() if share >= 0.5})
