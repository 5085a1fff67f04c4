import type * as z from 'zod';
import { cloudWatchAlarmReader } from '#adapters/cloudwatch-alarm-reader';
import { cloudWatchMetricPublisher } from '#adapters/cloudwatch-metric-publisher';
import { ALARM_CAUSES, alarmName, METRIC_OF_CAUSE, metricDimensions } from '#core/monitoring/alarm-name';
import type { AlarmReader } from '#ports/alarm-reader';
import type { MetricPublisher } from '#ports/metric-publisher';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/** Verdicts that say nothing leave the alarm as it is. */
const SAYS_NOTHING = new Set(['no-data', 'inconclusive', 'not-configured']);

/**
 * Tells CloudWatch the state of the last verdicts, one datapoint each, stamped now: an old event time would be
 * refused. A repeat publishes the same state again.
 */
export const publishVerdicts: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly alarms: AlarmReader; readonly publisher: MetricPublisher }
> = async (input, { environment, adapters }) => {
  const silent: string[] = [];
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
      dimensions: metricDimensions(environment.GYRE_ENV, input.model),
    });
  }
  return { silent };
};

export const handler = defineHandler({
  name: 'monitoring/publish-verdicts',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ alarms: cloudWatchAlarmReader, publisher: cloudWatchMetricPublisher }),
  step: publishVerdicts,
});
