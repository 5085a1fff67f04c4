import type { ModelMetric } from './model-metrics.ts';

/** One graph of the fleet's dashboard: the same metric of all models, the worst ones first. */
export interface FleetPanel {
  readonly title: string;
  readonly namespace: 'Gyre' | 'AWS/SageMaker' | '/aws/sagemaker/Endpoints';
  readonly metric: string;
  readonly statistic: 'Average' | 'Maximum' | 'Minimum' | 'Sum' | 'p99';
  readonly periodSeconds: number;
  /** Which end is the bad one. */
  readonly worst: 'highest' | 'lowest';
  readonly axis: string;
  /** A line across the graph, where a person should start to look. */
  readonly limit?: { readonly value: number; readonly label: string };
}

const HOUR = 3600;
const FIVE_MINUTES = 300;

/** Graphs of what Gyre tells of each model. */
const MODEL_PANELS: readonly (FleetPanel & { readonly metric: ModelMetric })[] = [
  {
    ...{ title: 'Drift confirmed', namespace: 'Gyre', metric: 'DriftConfirmed', statistic: 'Maximum' },
    ...{ periodSeconds: HOUR, worst: 'highest', axis: '0 or 1' },
  },
  {
    ...{ title: 'Worst feature', namespace: 'Gyre', metric: 'WorstDriftRatio', statistic: 'Maximum' },
    ...{ periodSeconds: HOUR, worst: 'highest', axis: 'index / threshold' },
    limit: { value: 1, label: 'drifted' },
  },
  {
    ...{ title: 'Quality breached', namespace: 'Gyre', metric: 'QualityBreached', statistic: 'Maximum' },
    ...{ periodSeconds: HOUR, worst: 'highest', axis: '0 or 1' },
  },
  {
    ...{ title: 'Realised quality', namespace: 'Gyre', metric: 'QualityRatio', statistic: 'Maximum' },
    ...{ periodSeconds: HOUR, worst: 'highest', axis: 'loss / promised loss' },
    limit: { value: 1, label: 'as promised' },
  },
  {
    ...{ title: 'Capture coverage', namespace: 'Gyre', metric: 'CaptureCoverage', statistic: 'Minimum' },
    ...{ periodSeconds: HOUR, worst: 'lowest', axis: 'captured / answered' },
    limit: { value: 0.9, label: 'alarm below' },
  },
  {
    ...{ title: 'Captured requests', namespace: 'Gyre', metric: 'CapturedRequests', statistic: 'Sum' },
    ...{ periodSeconds: HOUR, worst: 'lowest', axis: 'requests an hour' },
  },
];

/** Graphs of what SageMaker tells of each variant in service. */
const ENDPOINT_PANELS: readonly FleetPanel[] = [
  {
    ...{ title: 'Invocations', namespace: 'AWS/SageMaker', metric: 'Invocations', statistic: 'Sum' },
    ...{ periodSeconds: FIVE_MINUTES, worst: 'highest', axis: 'in 5 minutes' },
  },
  {
    ...{ title: 'Failed invocations', namespace: 'AWS/SageMaker', metric: 'Invocation5XXErrors' },
    ...{ statistic: 'Sum', periodSeconds: FIVE_MINUTES, worst: 'highest', axis: 'in 5 minutes' },
  },
  {
    ...{ title: 'Model latency, p99', namespace: 'AWS/SageMaker', metric: 'ModelLatency', statistic: 'p99' },
    ...{ periodSeconds: FIVE_MINUTES, worst: 'highest', axis: 'microseconds' },
  },
  {
    ...{ title: 'CPU', namespace: '/aws/sagemaker/Endpoints', metric: 'CPUUtilization' },
    ...{ statistic: 'Maximum', periodSeconds: FIVE_MINUTES, worst: 'highest', axis: '% of one core' },
  },
  {
    ...{ title: 'Memory', namespace: '/aws/sagemaker/Endpoints', metric: 'MemoryUtilization' },
    ...{ statistic: 'Maximum', periodSeconds: FIVE_MINUTES, worst: 'highest', axis: '%' },
  },
  {
    ...{ title: 'Disk', namespace: '/aws/sagemaker/Endpoints', metric: 'DiskUtilization' },
    ...{ statistic: 'Maximum', periodSeconds: FIVE_MINUTES, worst: 'highest', axis: '%' },
    limit: { value: 75, label: 'alarm from; capture stops' },
  },
];

export const FLEET_PANELS: readonly FleetPanel[] = [...MODEL_PANELS, ...ENDPOINT_PANELS];

/** Models in one graph: more lines cannot be read, and twelve graphs of them stay far below 2,500 metrics. */
const MOST_LINES = 20;

/**
 * The panel's metric of all models of an environment, found when the graph is drawn: a model that is added tomorrow
 * is on it without a deployment. Endpoints carry no environment, only their names do, whose words the search goes by.
 * @param environment its name, or what stands for it until the graph is drawn
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
export function searchExpression(panel: FleetPanel, environment: string): string {
  const { namespace, metric, statistic, periodSeconds, worst } = panel;
  const which =
    namespace === 'Gyre'
      ? `{${namespace},environment,model} MetricName="${metric}" environment="${environment}"`
      : `{${namespace},EndpointName,VariantName} MetricName="${metric}" gyre ${environment.replaceAll('-', ' ')}`;
  const [by, order] = worst === 'highest' ? ['MAX', 'DESC'] : ['MIN', 'ASC'];
  return `SORT(SEARCH('${which}', '${statistic}', ${periodSeconds}), ${by}, ${order}, ${MOST_LINES})`;
}

/** What a line is called: the model, or the endpoint with its version. */
export function lineLabel({ namespace }: Pick<FleetPanel, 'namespace'>): string {
  return namespace === 'Gyre'
    ? "${PROP('Dim.model')}"
    : "${PROP('Dim.EndpointName')} ${PROP('Dim.VariantName')}";
}
