import { expect, test } from 'vitest';
import { alarmName } from '#core/monitoring/alarm-name';
import * as contract from '#lambdas/monitoring/publish-verdicts/contract';
import { publishVerdicts } from '#lambdas/monitoring/publish-verdicts/handler';
import { type AlarmState, memoryAlarms } from '#test/fakes/memory-alarms';
import { memoryMetricLog } from '#test/fakes/memory-metric-log';
import { memoryMetrics } from '#test/fakes/memory-metrics';
import { fakeContext } from '#test/fakes/step-context';

const verdict = (status: string, isConfirmed: boolean) => ({ status, isConfirmed, reason: 'because' });
const dimensions = { environment: 'test', model: 'air-time' };

function room(states: Readonly<Record<'drift' | 'quality', AlarmState | undefined>>) {
  const alarms = memoryAlarms();
  for (const cause of ['drift', 'quality'] as const) {
    const state = states[cause];
    if (state !== undefined) alarms.states.set(alarmName('test', 'air-time', cause), state);
  }
  const publisher = memoryMetrics();
  const metrics = memoryMetricLog();
  const adapters = { alarms, publisher, metrics };
  const context = fakeContext({ environment: { GYRE_ENV: 'test' }, adapters });
  const publish = async (input: object) =>
    contract.outputSchema.parse(
      await publishVerdicts(
        contract.inputSchema.parse({ model: 'air-time', drift: null, quality: null, ...input }),
        context,
      ),
    );
  return { publish, publisher, alarms, metrics };
}
const quiet = { drift: 'OK', quality: 'OK' } as const;

test('tells the state of each verdict, by environment and model', async () => {
  const { publish, publisher } = room(quiet);
  const input = { drift: verdict('drifted', true), quality: verdict('within', false) };
  expect(await publish(input)).toEqual({ silent: [] });
  expect(publisher.published).toEqual([
    { name: 'DriftConfirmed', value: 1, dimensions },
    { name: 'QualityBreached', value: 0, dimensions },
  ]);
});

test('G-02 drift that is not confirmed does not raise the alarm', async () => {
  const { publish, publisher } = room(quiet);
  await publish({ drift: verdict('drifted', false) });
  expect(publisher.published).toEqual([{ name: 'DriftConfirmed', value: 0, dimensions }]);
});

test.each(['no-data', 'inconclusive', 'not-configured'])(
  'G-10 %s says nothing: the alarm stays as it is',
  async (status) => {
    const { publish, publisher } = room({ drift: 'ALARM', quality: 'ALARM' });
    expect(await publish({ drift: verdict(status, false), quality: verdict(status, false) })).toEqual({
      silent: [],
    });
    expect(publisher.published).toEqual([]);
  },
);

test.each<[string, AlarmState | undefined, boolean]>([
  ['shows ALARM already', 'ALARM', true],
  ['does not exist', undefined, true],
  ['shows OK', 'OK', false],
  ['has no data', 'INSUFFICIENT_DATA', false],
])('G-03 an alarm that %s will not tell of the verdict, or will', async (_, state, isSilent) => {
  const { publish } = room({ drift: state, quality: 'OK' });
  expect(await publish({ drift: verdict('drifted', true) })).toEqual({ silent: isSilent ? ['drift'] : [] });
});

test('a repeat tells the same state again', async () => {
  const { publish, publisher } = room(quiet);
  const input = { drift: verdict('drifted', true) };
  await publish(input);
  await publish(input);
  expect(new Set(publisher.published.map((metric) => JSON.stringify(metric))).size).toBe(1);
});

test('tells how far each verdict is from its limit, in one line of its log', async () => {
  const { publish, metrics } = room(quiet);
  const input = {
    drift: { ...verdict('drifted', true), ratio: 3.5 },
    quality: { ...verdict('within', false), ratio: 0.98 },
  };
  await publish(input);
  await publish({ drift: { ...verdict('no-data', false), ratio: 9 } });
  expect(metrics.lines).toHaveLength(1);
  expect(metrics.points()).toEqual([
    { name: 'QualityRatio', value: 0.98, unit: 'None', at: '2026-01-01T00:00:00.000Z', dimensions },
    { name: 'WorstDriftRatio', value: 3.5, unit: 'None', at: '2026-01-01T00:00:00.000Z', dimensions },
  ]);
});
