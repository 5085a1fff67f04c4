import { expect, test } from 'vitest';
import { explainRow } from '#cli/actions/explain-row';
import { CommandRefusedError, UnknownThingError } from '#cli/errors';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { seededRandom } from '#core/random';
import { ModelAnswerError } from '#core/serving/errors';
import { type Behaviour, fakeInference } from '#test/fakes/fake-inference';
import { memoryParameters } from '#test/fakes/memory-parameters';
import { MODEL, monitoringRoom } from '#test/handlers/monitoring/support/monitoring-room';
import { drawRow, watchedBaseline } from '#test/unit/monitoring/support/watched';

const random = seededRandom('sample');
const sample = Array.from({ length: 200 }, () => drawRow(random).join(','));
const CSV = 'id,at,distance,stops\nr1,2024-04-02T10:00:00Z,9,2\nr2,2024-04-02T11:00:00Z,1,0\n';
const DATASET = datasetConfigSchema.parse({
  ...{ name: 'rides', owner: 'operations', key: ['id'], eventTime: 'at', labels: ['minutes'] },
  columns: [
    ...[
      { name: 'id', type: 'string' },
      { name: 'at', type: 'timestamp' },
    ],
    ...[
      { name: 'distance', type: 'number' },
      { name: 'stops', type: 'integer' },
    ],
    { name: 'minutes', type: 'number', nullable: true },
  ],
});

async function explain(row: number, model: Behaviour, known: readonly string[] = sample) {
  const room = await monitoringRoom();
  await room.register(1, { ...watchedBaseline('ct-1'), sample: [...known] });
  await room.put('assets', 'rides.json', DATASET);
  const pointer = JSON.stringify({ name: 'rides', assetBucket: 'assets', configKey: 'rides.json' });
  const inference = fakeInference('v1', model);
  const parameters = memoryParameters({
    [`/gyre/test/models/${MODEL}`]: (await room.parameters.get(`/gyre/test/models/${MODEL}`)) ?? '',
    '/gyre/test/datasets/rides': pointer,
  });
  const facts = {
    environment: 'test',
    artifacts: room.environment.ARTIFACTS_BUCKET,
    model: MODEL,
    now: new Date(0),
  };
  const ports = { registry: room.registry, store: room.store, parameters, inference };
  return { explanation: await explainRow(ports, facts, CSV, row), inference };
}

const answer = (line: string) => {
  const [distance = 0, stops = 0] = line.split(',').map(Number);
  return String(3 * distance - stops);
};

test('what the features add sums to the answer, the largest first', async () => {
  const { explanation, inference } = await explain(1, answer);
  const { base, prediction, features } = explanation;
  expect(explanation).toMatchObject({ modelVersion: 1, rowId: 'r1', prediction: 25, questions: 121 });
  expect(features.map(({ feature, value }) => [feature, value])).toEqual([
    ['distance', '9'],
    ['stops', '2'],
  ]);
  expect(features[0]?.adds).toBeGreaterThan(5);
  expect(features[1]?.adds).toBeLessThan(0);
  expect(base + features.reduce((sum, { adds }) => sum + adds, 0)).toBeCloseTo(prediction, 9);
  expect(inference.requests.every(({ customAttributes }) => customAttributes === 'purpose=shadow')).toBe(
    true,
  );
});

test('the same row gets the same explanation', async () => {
  expect((await explain(2, answer)).explanation).toEqual((await explain(2, answer)).explanation);
});

test('a row that is not there, a version without a sample and a model that fails are told apart', async () => {
  await expect(explain(3, answer)).rejects.toThrow(UnknownThingError);
  await expect(explain(1, answer, [])).rejects.toThrow(CommandRefusedError);
  await expect(explain(1, () => 'nan')).rejects.toThrow(ModelAnswerError);
  await expect(explain(1, { failure: 'not-ready', message: 'creating' })).rejects.toMatchObject({
    facts: { received: 'not-ready: creating' },
  });
});
