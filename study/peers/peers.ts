/** Tools of the field that judge the same sets at their defaults, each in a virtual environment of its own. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Script beside this file. */
  readonly script: string;
  /** What pip installs, pinned; what the tool forgets to ask for is named too. */
  readonly requirements: readonly string[];
  readonly method: string;
}

export const PEERS: readonly Peer[] = [
  {
    ...{ name: 'evidently', version: '0.7.23', script: 'evidently_verdicts.py' },
    requirements: ['evidently==0.7.23', 'pandas<3'],
    method: 'DataDriftPreset, its own choice of method (Wasserstein and Jensen-Shannon above 1,000 rows)',
  },
  {
    ...{ name: 'nannyml', version: '0.13.1', script: 'nannyml_verdicts.py' },
    requirements: ['nannyml==0.13.1', 'pandas<3', 'statsmodels'],
    method:
      'UnivariateDriftCalculator, alerts in at least half of the chunks (a tenth of the training rows, or the window where that is smaller)',
  },
  {
    ...{ name: 'whylogs', version: '1.6.4', script: 'whylogs_verdicts.py' },
    requirements: ['whylogs[viz]==1.6.4', 'pandas<3', 'numpy<2', 'scipy'],
    method: 'calculate_drift_scores with its thresholds, DRIFT',
  },
  {
    ...{ name: 'alibi-detect', version: '0.13.0', script: 'alibi_verdicts.py' },
    requirements: ['alibi-detect==0.13.0'],
    method: 'TabularDrift, feature by feature, p below 0.05',
  },
];
