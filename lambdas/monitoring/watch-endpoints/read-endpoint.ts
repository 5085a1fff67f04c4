import { endpointName, variantName } from '#core/deployment/endpoint-requests';
import { metricDimensions } from '#core/monitoring/alarm-name';
import type { CoveredHour } from '#core/monitoring/metrics/capture-coverage';
import { METRIC_NAMESPACE } from '#core/monitoring/metrics/model-metrics';
import type { MetricHistory } from '#ports/metric-history';

export interface EndpointFigures {
  readonly hours: readonly CoveredHour[];
  /** Of the fullest instance in the newest hour that has a figure. */
  readonly diskPercent: number | null;
}

const INVOCATIONS = 'AWS/SageMaker';
const RESOURCES = '/aws/sagemaker/Endpoints';

/** What CloudWatch knows of a version's variant, hour by hour. Requests that failed are not answered, nor captured. */
export async function readEndpoint(
  history: MetricHistory,
  facts: { readonly environment: string; readonly model: string; readonly version: number },
  span: { readonly from: Date; readonly to: Date },
): Promise<EndpointFigures> {
  const { environment, model, version } = facts;
  const variant = { EndpointName: endpointName(environment, model), VariantName: variantName(version) };
  const sum = (namespace: string, name: string, dimensions: Readonly<Record<string, string>>) =>
    history.hourly({ ...span, namespace, name, dimensions, statistic: 'Sum' });
  const [called, refused, failed, captured, disk] = await Promise.all([
    sum(INVOCATIONS, 'Invocations', variant),
    sum(INVOCATIONS, 'Invocation4XXErrors', variant),
    sum(INVOCATIONS, 'Invocation5XXErrors', variant),
    sum(METRIC_NAMESPACE, 'CapturedRequests', metricDimensions(environment, model)),
    history.hourly({
      ...span,
      ...{ namespace: RESOURCES, name: 'DiskUtilization', dimensions: variant, statistic: 'Maximum' },
    }),
  ]);
  const hours = [...new Set([...called.keys(), ...captured.keys()])].sort().map((hour) => ({
    hour,
    answered: count((called.get(hour) ?? 0) - (refused.get(hour) ?? 0) - (failed.get(hour) ?? 0)),
    captured: count(captured.get(hour) ?? 0),
  }));
  const newest = [...disk.keys()].sort().at(-1);
  return { hours, diskPercent: newest === undefined ? null : (disk.get(newest) ?? null) };
}

function count(value: number): number {
  return Math.max(0, Math.round(value));
}
