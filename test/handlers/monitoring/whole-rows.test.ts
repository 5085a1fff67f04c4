import { expect, test } from 'vitest';
import { type Baseline, baselineColumn } from '#core/monitoring/baseline';
import { fitRowScores } from '#core/monitoring/row-scores/fit-row-scores';
import { parseSketch } from '#core/monitoring/stored-sketch';
import { seededRandom } from '#core/random';
import { drawRow } from '#test/unit/monitoring/support/watched';
import { MODEL, monitoringRoom, watchedModel } from './support/monitoring-room.ts';

type Row = readonly [number, number];
const REPORT = 'windows/ride-time/2024-04-01-v2-r1.json';
const DAYS = 150;

/** As many stops as the ride is long. */
const together = ([distance, stops]: Row): Row => [distance, distance + stops - 1];
/** The same distances and the same stops, but long rides now have few. */
const flipped = ([distance, stops]: Row): Row => [distance, 10 - distance + stops - 1];

function togetherBaseline(): Baseline {
  const random = seededRandom('together');
  const rows = Array.from({ length: 30 * DAYS }, () => together(drawRow(random)));
  const days = rows.map((_, row) => Math.floor(row / 30));
  const columns = [0, 1].map((at) => Float64Array.from(rows, (row) => row[at] ?? 0));
  return {
    ...{ format: 1, model: MODEL, contestId: 'ct-2', rows: rows.length },
    ...{ trainStart: '2023-11-01T00:00:00.000Z', trainEnd: '2024-03-30T00:00:00.000Z' },
    features: ['distance', 'stops'].map((name, at) => baselineColumn(name, columns[at] ?? [], days)),
    prediction: baselineColumn(
      'prediction',
      Float64Array.from(rows, ([distance]) => 2 * distance),
      [],
    ),
    ...fitRowScores(columns, days, { masked: [], driftWindow: 'calendar-month' }),
  };
}

async function roomOf(mask: readonly string[] = []) {
  const room = await monitoringRoom(watchedModel(mask.length === 0 ? {} : { serving: { mask } }));
  await room.register(2, togetherBaseline());
  await room.enthrone(2);
  const capturedAs = (name: string, events: string, rows: number, change: (row: Row) => Row) =>
    room.captured(name, room.events(events, rows), { version: 2, change });
  const captured = (name: string, rows: number, change: (row: Row) => Row) =>
    capturedAs(name, name, rows, change);
  return { ...room, captured, capturedAs };
}

test('correlation flips while every feature alone is stable: reconstruction error and domain classifier see it', async () => {
  const room = await roomOf();
  await room.captured('a', 400, flipped);
  expect(await room.judge()).toMatchObject({ status: 'stable', isConfirmed: false });
  const report = await room.report(REPORT);
  expect(report.features.map(({ status }) => status)).toEqual(['stable', 'stable']);
  expect(report.multivariate).toMatchObject({
    reconstruction: { components: 1, status: 'outside' },
    outliers: { rows: 400 },
    domain: { status: 'different', rowsBefore: 1000, rowsNow: 400 },
    coverage: { rows: 400, scored: 400, sampledFrom: 400 },
  });
  expect(report.multivariate?.domain?.telling.toSorted()).toEqual(['distance', 'stops']);
  expect(report.multivariate?.outliers?.low).toBeGreaterThan(0.3);
});

test('F-09 rows as in training: within, alike, and no alarm either way', async () => {
  const room = await roomOf();
  await room.captured('a', 400, together);
  expect(await room.judge()).toMatchObject({ status: 'stable' });
  expect((await room.report(REPORT)).multivariate).toMatchObject({
    ...{ reconstruction: { status: 'within' }, domain: { status: 'alike', telling: [] } },
  });
});

test('F-01 a sketch holds scores and a sample of its rows, and a repeat the same', async () => {
  const room = await roomOf();
  const key = await room.captured('a', 60, together);
  const read = async () =>
    Promise.all(
      (await room.sketches()).map(async (path) =>
        parseSketch(await room.store.readText({ bucket: 'reports', key: path }), path),
      ),
    );
  const first = await read();
  expect(first).toHaveLength(30);
  for (const { rows, scores, sample } of first) {
    expect(scores?.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0))).toEqual([rows, rows]);
    expect(sample).toMatchObject({ of: rows });
    expect(sample?.rows).toHaveLength(rows);
  }
  await room.told(key, 'again');
  expect(await read()).toEqual(first);
});

test('F-01 an object that stands twice, under two names, changes neither scores nor sample', async () => {
  const [once, twice] = [await roomOf(), await roomOf()];
  for (const room of [once, twice]) await room.captured('a', 300, flipped);
  await twice.capturedAs('copy', 'a', 300, flipped);
  await once.judge();
  await twice.judge();
  expect((await twice.report(REPORT)).multivariate).toEqual((await once.report(REPORT)).multivariate);
});

test('a column that is masked since training is judged by nobody, and the report says so', async () => {
  const room = await roomOf(['stops']);
  await room.captured('a', 200, together);
  await room.judge();
  expect((await room.report(REPORT)).multivariate).toEqual({ notJudged: 'masked-since-training' });
});
