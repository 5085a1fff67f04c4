import { metricDimensions } from '#core/monitoring/alarm-name';
import { embeddedMetrics } from '#core/monitoring/metrics/embedded-metrics';
import type { MetricLog } from '#ports/metric-log';

/** Tells how many requests were captured, by the hour of the answers: they are held against those of that hour. */
export function tellCaptured(
  metrics: MetricLog,
  {
    environment,
    model,
    hour,
  }: { readonly environment: string; readonly model: string; readonly hour: string },
  requests: number,
  now: Date,
): void {
  const { line } = embeddedMetrics({
    dimensions: metricDimensions(environment, model),
    values: { CapturedRequests: requests },
    at: new Date(`${hour}:00:00Z`),
    now,
  });
  if (line !== undefined) metrics.write(line);
}
