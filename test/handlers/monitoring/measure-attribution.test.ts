import { expect, test } from 'vitest';
import { attributionSectionSchema } from '#core/monitoring/sections/attribution';
import { seededRandom } from '#core/random';
import { judgeWindow } from '#lambdas/monitoring/judge-window/handler';
import { measureAttribution } from '#lambdas/monitoring/measure-attribution/handler';
import type { Inference } from '#ports/inference';
import { fakeInference } from '#test/fakes/fake-inference';
import { fakeContext } from '#test/fakes/step-context';
import { drawRow, watchedBaseline } from '#test/unit/monitoring/support/watched';
import {
  APRIL,
  MAY_TICK,
  MODEL,
  type MonitoringRoom,
  monitoringRoom,
  watchedModel,
} from './support/monitoring-room.ts';

const KEY = 'attribution/ride-time/2024-04-01T00-v1.json';
const random = seededRandom('sample');
const sample = Array.from({ length: 200 }, () => drawRow(random).join(','));

async function room(attribution: object | null = { rows: 100 }): Promise<MonitoringRoom> {
  const { monitoring, ...rest } = watchedModel();
  const made = await monitoringRoom(
    watchedModel({ ...rest, monitoring: { ...monitoring, ...(attribution && { attribution }) } }),
  );
  await made.register(1, { ...watchedBaseline('ct-1'), sample });
  return made;
}

/** A model of two features. */
const endpoint = (answer: (distance: number, stops: number) => number) =>
  fakeInference('v1', (line) => {
    const [distance = 0, stops = 0] = line.split(',').map(Number);
    return String(answer(distance, stops));
  });

const measure = ({ environment, adapters }: MonitoringRoom, inference: Inference) =>
  measureAttribution(
    { model: MODEL, ...APRIL },
    fakeContext({ environment, adapters: { ...adapters, inference } }),
  );

test('says which features the answers hang on, on the rows of the window and on those of training', async () => {
  const world = await room();
  await world.captured('a', world.events('e', 300));
  const inference = endpoint((distance, stops) => 2 * distance + stops / 10);
  expect(await measure(world, inference)).toMatchObject({ status: 'measured', key: KEY });
  const section = attributionSectionSchema.parse(
    JSON.parse(await world.store.readText({ bucket: 'reports', key: KEY })),
  );
  expect(section).toMatchObject({
    status: 'kept',
    rows: 100,
    features: [{ feature: 'distance' }, { feature: 'stops' }],
  });
  expect(section.features[0]?.now).toBeGreaterThan(0.9);
  // 100 rows as they are and once for each of the two features, of each side.
  expect(inference.requests.map(({ body }) => body.trimEnd().split('\n').length)).toEqual([300, 300]);
  expect(
    new Set(
      inference.requests.map(({ targetVariant, customAttributes }) => `${targetVariant} ${customAttributes}`),
    ),
  ).toEqual(new Set(['v1 purpose=shadow']));
});

test('a feature that came to lead is a move, and the report of the window says so', async () => {
  const world = await room();
  // Distances that all are the same leave the answers to the stops.
  await world.captured('a', world.events('e', 300), { change: ([, stops]) => [5, stops] });
  const inference = endpoint((distance, stops) => 2 * distance + stops / 10);
  await measure(world, inference);
  expect(JSON.parse(await world.store.readText({ bucket: 'reports', key: KEY }))).toMatchObject({
    status: 'moved',
    features: [{ feature: 'distance', rankBefore: 1, rankNow: 2 }, { feature: 'stops' }],
  });
  await judgeWindow({ model: MODEL, asOf: MAY_TICK, ...APRIL, attributionKey: KEY }, world.context);
  const { attribution } = await world.report('windows/ride-time/2024-04-01-v1-r1.json');
  expect(attribution).toMatchObject({ status: 'moved' });
});

test('a repeat asks the same and writes the same', async () => {
  const world = await room();
  await world.captured('a', world.events('e', 300));
  const inference = endpoint((distance) => distance);
  await measure(world, inference);
  const first = await world.store.readText({ bucket: 'reports', key: KEY });
  await measure(world, inference);
  expect(await world.store.readText({ bucket: 'reports', key: KEY })).toBe(first);
  expect(inference.requests.slice(0, 2)).toEqual(inference.requests.slice(2));
});

test('a model that asks for none, or a window of few rows, costs no call', async () => {
  const inference = endpoint((distance) => distance);
  expect(await measure(await room(null), inference)).toMatchObject({
    status: 'not-configured',
    key: null,
  });
  const few = await room();
  await few.captured('a', few.events('e', 49));
  expect(await measure(few, inference)).toMatchObject({ status: 'few-rows', key: null });
  expect(inference.requests).toEqual([]);
});

test('an endpoint that does not answer, or answers what is no number, leaves the window to be judged without', async () => {
  const world = await room();
  await world.captured('a', world.events('e', 300));
  const failing = fakeInference('v1', { failure: 'not-ready', message: 'variant v1 is being created' });
  expect(await measure(world, failing)).toEqual({
    ...{ status: 'not-answered', key: null, reason: 'not-ready: variant v1 is being created' },
  });
  const inference = endpoint(() => Number.NaN);
  expect(await measure(world, inference)).toMatchObject({
    reason: '300 lines for 300 rows, one finite number a row expected',
  });
});
