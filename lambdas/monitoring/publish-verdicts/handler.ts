import type * as z from 'zod';
import { cloudWatchAlarmReader } from '#adapters/cloudwatch-alarm-reader';
import { cloudWatchMetricPublisher } from '#adapters/cloudwatch-metric-publisher';
import { standardOutputMetrics } from '#adapters/standard-output-metrics';
import { ALARM_CAUSES, alarmName, METRIC_OF_CAUSE, metricDimensions } from '#core/monitoring/alarm-name';
import { embeddedMetrics } from '#core/monitoring/metrics/embedded-metrics';
import type { AlarmReader } from '#ports/alarm-reader';
import type { MetricLog } from '#ports/metric-log';
import type { MetricPublisher } from '#ports/metric-publisher';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/** Verdicts that say nothing leave the alarm as it is. */
const SAYS_NOTHING = new Set(['no-data', 'inconclusive', 'not-configured']);
const METRIC_OF_RATIO = { drift: 'WorstDriftRatio', quality: 'QualityRatio' } as const;

/**
 * Tells CloudWatch the state of the last verdicts, one datapoint each, stamped now: an old event time would be
 * refused. A repeat publishes the same state again. What alarms is acknowledged, so that a failure is tried again; how
 * far it went is only looked at, and goes by the log.
 */
export const publishVerdicts: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly alarms: AlarmReader; readonly publisher: MetricPublisher; readonly metrics: MetricLog }
> = async (input, { environment, adapters, now, logger }) => {
  const dimensions = metricDimensions(environment.GYRE_ENV, input.model);
  const silent: string[] = [];
  const ratios: Partial<Record<(typeof METRIC_OF_RATIO)[keyof typeof METRIC_OF_RATIO], number>> = {};
  for (const cause of ALARM_CAUSES) {
    const verdict = input[cause];
    if (verdict === null || SAYS_NOTHING.has(verdict.status)) continue;
    if (verdict.isConfirmed) {
      const state = await adapters.alarms.state(alarmName(environment.GYRE_ENV, input.model, cause));
      // An alarm acts when its state changes; one that is missing never does.
      if (state === 'ALARM' || state === undefined) silent.push(cause);
    }
    await adapters.publisher.publish({
      name: METRIC_OF_CAUSE[cause],
      value: verdict.isConfirmed ? 1 : 0,
      dimensions,
    });
    if (verdict.ratio !== undefined) ratios[METRIC_OF_RATIO[cause]] = verdict.ratio;
  }
  const { line, dropped } = embeddedMetrics({ dimensions, values: ratios, at: now, now });
  if (line !== undefined) adapters.metrics.write(line);
  if (dropped.length > 0) logger.warn('metrics that are no numbers', { dropped });
  return { silent };
};

export const handler = defineHandler({
  name: 'monitoring/publish-verdicts',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({
    alarms: cloudWatchAlarmReader,
    publisher: cloudWatchMetricPublisher,
    metrics: standardOutputMetrics,
  }),
  step: publishVerdicts,
});
