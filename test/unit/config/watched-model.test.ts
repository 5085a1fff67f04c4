import { expect, test } from 'vitest';
import { compiledModelSchema } from '#core/config/compiled-model';
import { servedModelSchema } from '#core/config/served-model';
import { watchedModelSchema } from '#core/config/watched-model';

const written = (monitoring: object, serving: object) =>
  compiledModelSchema.parse({
    ...{ name: 'rides', owner: 'team', risk: 'low', problem: 'regression', objective: 'rides an hour' },
    ...{ dataset: 'rides', label: 'rides', features: ['hour', 'wind'], key: ['station'], eventTime: 'at' },
    ...{ evaluation: { metric: 'rmse', holdoutDays: 7 }, monitoring, serving },
  });

test.each([
  ['defaults', {}, {}],
  ['hours and days', { bucket: '1d', sketches: 'hourly' }, { mask: ['wind'] }],
  ['an answer by name', {}, { answerColumn: 'score' }],
  ['an answer by position', {}, { answerColumn: 2 }],
])('captures are read by what model.json says of it: %s', (_, monitoring, serving) => {
  const model = written(monitoring, serving);
  const watched = watchedModelSchema.parse(JSON.parse(JSON.stringify(model)));
  expect(model).toMatchObject(watched);
  expect(watched).toEqual({
    ...{ name: 'rides', features: ['hour', 'wind'], key: ['station'], eventTime: 'at' },
    serving: 'answerColumn' in serving ? serving : {},
    monitoring: {
      bucket: model.monitoring.bucket,
      ...('sketches' in monitoring ? { sketches: 'hourly' } : {}),
    },
  });
});

test('requests are answered by what model.json says of serving', () => {
  const model = written({ bucket: '1d' }, { mask: ['wind'], maximumLagMinutes: 5 });
  const served = servedModelSchema.parse(JSON.parse(JSON.stringify(model)));
  expect(model).toMatchObject(served);
  expect(served).toMatchObject({ dataset: 'rides', serving: model.serving, monitoring: { bucket: '1d' } });
});

test('a model.json without the columns that captures are read by is refused', () => {
  const { features, ...without } = written({}, {});
  expect(features).toHaveLength(2);
  expect(watchedModelSchema.safeParse(without).error?.issues).toMatchObject([{ path: ['features'] }]);
});
