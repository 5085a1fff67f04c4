"""NannyML, univariate drift at its defaults: ten chunks, thresholds from the training rows; any alert counts."""

import warnings

import nannyml

from read_sets import read_sets, tell

warnings.filterwarnings("ignore")

for name, baseline, window, categories in read_sets():
    calculator = nannyml.UnivariateDriftCalculator(column_names=list(baseline.columns)).fit(baseline)
    table = calculator.calculate(window).filter(period="analysis").to_df()
    alerts = table.xs("alert", axis=1, level=2).any()
    tell(name, {column for (column, _), is_alert in alerts.items() if is_alert})
