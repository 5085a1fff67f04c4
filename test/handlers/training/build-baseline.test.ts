import { expect, test } from 'vitest';
import { baselineSchema, parseBaseline } from '#core/monitoring/baseline';
import { judgeDrift } from '#core/monitoring/judge-drift';
import { BadScoresError } from '#core/training/errors';
import type { FrozenContest, PinnedContest } from '#core/training/training-records';
import * as contract from '#lambdas/training/build-baseline/contract';
import { buildBaseline } from '#lambdas/training/build-baseline/handler';
import { inputSchema, outputSchema } from '#lambdas/training/freeze-holdout/contract';
import { freezeHoldout } from '#lambdas/training/freeze-holdout/handler';
import { outputSchema as pinnedSchema } from '#lambdas/training/pin-revision/contract';
import { pinRevision } from '#lambdas/training/pin-revision/handler';
import { readColumns } from '#lambdas/training/build-baseline/read-columns';
import { emptySketch } from '#core/monitoring/sketch';
import { HOLDOUT_DAYS, rides, ROWS_A_DAY } from './support/rides.ts';
import { trainingRoom, type TrainingRoom } from './support/training-room.ts';

const TRAIN_DAYS = 30;

/** A contest whose training rows are frozen and whose candidate has answered the hold-out. */
async function frozenContest(csv = rides(0, TRAIN_DAYS + HOLDOUT_DAYS, 2)) {
  const room = await trainingRoom();
  await room.commitRows(csv);
  const pinned = pinnedSchema.parse(await pinRevision(room.request(TRAIN_DAYS + HOLDOUT_DAYS), room.context));
  const { frozen } = outputSchema.parse(await freezeHoldout(inputSchema.parse(pinned), room.context));
  const lines = Array.from({ length: frozen.holdoutRows }, (_, row) => `${row + 1},10,${row % 9}`);
  await room.put('artifacts', scoresKey(pinned), `${lines.join('\n')}\n`);
  return { room, contest: pinned, frozen };
}
const scoresKey = ({ contestId, candidateId }: PinnedContest) =>
  `models/ride-time/contests/${contestId}/scores/${candidateId}.csv`;
const build = async (room: TrainingRoom, contest: PinnedContest, frozen: FrozenContest) =>
  contract.outputSchema.parse(
    await buildBaseline(contract.inputSchema.parse({ contest, frozen }), room.context),
  );
const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);

test('F-07 a contest has a baseline of its own, made of its training rows and its answers', async () => {
  const { room, contest, frozen } = await frozenContest();
  const { baselineKey, rows } = await build(room, contest, frozen);
  expect(baselineKey).toBe(`models/ride-time/contests/${contest.contestId}/baseline.json`);
  expect(rows).toBe(TRAIN_DAYS * ROWS_A_DAY);
  const baseline = parseBaseline(await room.readText(baselineKey), baselineKey);
  expect(baseline).toMatchObject({
    ...{ model: 'ride-time', contestId: contest.contestId, rows },
    ...{ trainStart: frozen.trainStart, trainEnd: frozen.trainEnd },
  });
  expect(baseline.features.map(({ name }) => name)).toEqual(['distance', 'stops']);
  for (const { counts, days } of baseline.features) {
    expect(sum(counts)).toBe(rows);
    expect(days).toHaveLength(TRAIN_DAYS);
    expect(days.map(sum)).toEqual(Array.from({ length: TRAIN_DAYS }, () => ROWS_A_DAY));
  }
  expect(baseline.features[1]?.bins).toEqual({ lowest: 0, edges: [0, 1, 2], isDiscrete: true });
  expect(baseline.prediction.days).toEqual([]);
  expect(sum(baseline.prediction.counts)).toBe(frozen.holdoutRows);
});

test('training rows are scored as wholes, and a few stand in the baseline', async () => {
  const { room, contest, frozen } = await frozenContest();
  const { baselineKey, rows } = await build(room, contest, frozen);
  const baseline = parseBaseline(await room.readText(baselineKey), baselineKey);
  const scores = (baseline.rowScores ?? []).slice(0, 2);
  expect(scores.map(({ name }) => name)).toEqual(['reconstruction-error', 'outlier-distance']);
  for (const { column, daySums } of scores) {
    expect(sum(column.counts)).toBe(rows);
    expect([column.days.length, daySums.length]).toEqual([TRAIN_DAYS, TRAIN_DAYS]);
  }
  expect(baseline.sample).toHaveLength(Math.min(rows, 1000));
  expect(baseline.sample?.every((row) => row.split(',').length === 2)).toBe(true);
});

test('F-09 training rows do not drift from their own baseline', async () => {
  const { room, contest, frozen } = await frozenContest();
  const { baselineKey, rows } = await build(room, contest, frozen);
  const baseline = parseBaseline(await room.readText(baselineKey), baselineKey);
  const window = {
    ...emptySketch(baseline, { bucket: '', key: '' }),
    ...{ rows, features: baseline.features.map(({ counts }) => counts) },
    prediction: baseline.prediction.counts,
  };
  const rule = { windowDays: 7, minimumRows: 100, minimumThreshold: 0.25, calibrationFactor: 2, masked: [] };
  expect(judgeDrift(baseline, window, rule).status).toBe('stable');
});

test('a repeat writes the same bytes', async () => {
  const { room, contest, frozen } = await frozenContest();
  const { baselineKey } = await build(room, contest, frozen);
  const first = await room.readText(baselineKey);
  await build(room, contest, frozen);
  expect(await room.readText(baselineKey)).toBe(first);
});

test('F-08 a gap of days and missing values stand in the baseline as such', async () => {
  const header = 'id,at,distance,stops,minutes\n';
  const body = (from: number, to: number) => rides(from, to, 2).slice(header.length);
  // Ten days without a row; those after the gap have no distance.
  const late = body(20, TRAIN_DAYS).replaceAll(/^([^,]*,[^,]*),[^,]*/gm, '$1,');
  const csv = header + body(0, 10) + late + body(TRAIN_DAYS, TRAIN_DAYS + HOLDOUT_DAYS);
  const { room, contest, frozen } = await frozenContest(csv);
  const { baselineKey } = await build(room, contest, frozen);
  const { features } = baselineSchema.parse(JSON.parse(await room.readText(baselineKey)));
  expect(features[0]?.counts.at(-1)).toBe(10 * ROWS_A_DAY);
  expect(features[0]?.days.map(sum).slice(9, 21)).toEqual([
    ROWS_A_DAY,
    ...Array<number>(10).fill(0),
    ROWS_A_DAY,
  ]);
});

test('a contest whose answers are cut off has no baseline', async () => {
  const { room, contest, frozen } = await frozenContest();
  await room.put('artifacts', scoresKey(contest), '1,10,3\n');
  await expect(build(room, contest, frozen)).rejects.toThrow(BadScoresError);
});

test('columns are read after the label, an empty cell is missing', async () => {
  const bytes = (async function* () {
    yield Buffer.from('9,1.5,\n8,,');
    await Promise.resolve();
    yield Buffer.from('2\n7,3,4');
  })();
  const columns = await readColumns(bytes, { columns: 2, rows: 3 });
  expect(columns.map((column) => [...column])).toEqual([
    [1.5, Number.NaN, 3],
    [Number.NaN, 2, 4],
  ]);
});
