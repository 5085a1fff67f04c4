/** Hours of capture objects through the deployed machine `sketching`, as `npm run bench -- day` has them by the hundred thousand. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepSuiteRights } from '#build/suite-rights';
import { type DayCloud, startDayCloud } from '../../bench/day/day-cloud.ts';
import { type DayResult, measureDay } from '../../bench/day/run-day.ts';

const MODELS = 4;
/** Of few objects more than 40 folders make a map worth it. */
const HOURS = 12;
const OBJECTS = 60;
const CONCURRENCY = 4;

let cloud: DayCloud;
let results: readonly DayResult[];
beforeAll(async () => {
  cloud = await startDayCloud(CONCURRENCY, () => undefined);
  results = await measureDay(cloud, { models: MODELS, objects: OBJECTS, hours: HOURS }, () => undefined);
});
afterAll(async () => {
  keepSuiteRights(cloud.project);
  await cloud.stop();
});

test('an hour is read by one function, many folders by a distributed map: a child a batch, a child a merge', () => {
  expect(results.map(({ first }) => [first.mode, first.batches, first.children, first.merges])).toEqual([
    ['inline', MODELS, 0, 0],
    ['map', MODELS * HOURS, 2 * MODELS * HOURS, MODELS * HOURS],
  ]);
});

test('every row that was captured is sketched once, a sketch a version and hour', () => {
  for (const { rows, rowsWritten, sketches, hours } of results)
    expect({ rows, sketches }).toEqual({ rows: rowsWritten, sketches: MODELS * hours });
});

test('an object is read once, and the second time nothing is', () => {
  for (const { first, second } of results) {
    expect(first.reads).toBe(first.objects);
    expect(second).toMatchObject({ mode: 'nothing', reads: 0, children: 0 });
  }
});

test('neither the history of the execution nor the registry grows with the objects', () => {
  for (const { first } of results) {
    expect(first.events).toBeLessThan(30);
    expect(first.itemsAfter).toBe(first.itemsBefore);
  }
});
