/** Data that teach the wrong thing: the dataset's contract, the contest or the canary stops them, or a former champion comes back. */
import { describe, expect, test } from 'vitest';
import { judgeRelease } from '#core/deployment/check-release';
import { expectedDifference } from '#core/deployment/expected-difference';
import { seededRandom } from '#core/random';
import { dataRoom, trips } from '#test/handlers/data/support/data-room';
import { HOLDOUT_DAYS, rides } from '#test/handlers/training/support/rides';
import { trainingRoom } from '#test/handlers/training/support/training-room';
import { runTraining } from '#test/statemachines/training/support/run-training';

/** A champion of sixty honest days. */
async function servedRoom() {
  const room = await trainingRoom();
  await room.commitRows(rides(0, 60, 2));
  expect((await runTraining(room, room.request(60))).output?.outcome).toBe('promoted');
  return room;
}
const championOf = async (room: Awaited<ReturnType<typeof servedRoom>>) =>
  (await room.versions()).filter(({ status }) => status === 'champion').map(({ version }) => version);
/** Where the hold-out of a contest as of day 120 begins. */
const CUT = 120 - HOLDOUT_DAYS;

describe('A-13 training rows that teach the wrong thing, and a hold-out that is honest', () => {
  test('A-13 flipped labels: the candidate is not taken, and the champion stays', async () => {
    const room = await servedRoom();
    await room.commitRows(rides(60, CUT, -2));
    await room.commitRows(rides(CUT, 120, 2));
    const run = await runTraining(room, room.request(120));
    expect(run.output).toMatchObject({ version: null });
    expect(['kept', 'refused']).toContain(run.output?.outcome);
    expect(await championOf(room)).toEqual([1]);
    const { clauses } = await room.decisionOf(run.output?.contestId ?? '');
    const failed = clauses.filter(({ passed }) => !passed).map(({ name }) => name);
    expect(failed).toEqual(expect.arrayContaining(['floor', 'non-inferiority', 'superiority']));
  });

  test('A-13 one source that drowns the others: the candidate is not taken, and the champion stays', async () => {
    const room = await servedRoom();
    await room.commitRows(rides(60, 105, 2));
    const [header = '', ...rows] = rides(105, CUT, 9).trimEnd().split('\n');
    const copies = Array.from({ length: 50 }, (_, copy) => rows.map((row) => `source-${copy}-${row}`));
    await room.commitRows([header, ...copies.flat(), ''].join('\n'));
    await room.commitRows(rides(CUT, 120, 2));
    const run = await runTraining(room, room.request(120));
    expect(['kept', 'refused']).toContain(run.output?.outcome);
    expect(await championOf(room)).toEqual([1]);
  });
});

test('A-13 poison that reached the hold-out as well: the next honest days bring the former champion back', async () => {
  const room = await servedRoom();
  await room.commitRows(rides(60, 120, -2));
  expect((await runTraining(room, room.request(120))).output).toMatchObject({
    outcome: 'promoted',
    version: 2,
  });
  // The fake learns from the newest training rows, which are still the poisoned ones.
  await room.commitRows(rides(120, 120 + HOLDOUT_DAYS, 2));
  const run = await runTraining(room, room.request(120 + HOLDOUT_DAYS));
  expect(run.output).toMatchObject({ outcome: 'restored', version: 1 });
  expect(await championOf(room)).toEqual([1]);
});

test('A-13 a column that tells the label offline, and nothing when it is asked live: the canary goes back', () => {
  const random = seededRandom('leak');
  const hours = Array.from({ length: 600 }, (_, row) => ({ block: `day ${row % 30}`, label: 10 * random() }));
  const previous = hours.map(({ label }) => label + random() - 0.5);
  const expected = expectedDifference(
    hours.map(({ label }) => label),
    previous,
    hours.map(({ block }) => block),
  );
  const live = previous.map((answer) => ({ next: 0, previous: answer }));
  const { verdict, clauses } = judgeRelease(
    {
      ...{ identity: live.map(() => ({ live: 0, offline: 0 })), paired: live, requests: 600 },
      ...{ failedRequests: 0, latencyMilliseconds: { next: [30], previous: [30] } },
    },
    {
      ...{ minimumRecords: 200, identityTolerance: 1e-4, expectedDifference: expected, expectationFactor: 3 },
      ...{ maximumErrorPercent: 1, maximumLatencyFactor: 3 },
    },
  );
  expect(verdict).toBe('fail');
  expect(clauses.filter(({ passed }) => !passed).map(({ name }) => name)).toEqual(['expectation']);
});

test('A-13 labels outside the range that the contract states never become a version', async () => {
  const columns = trips().columns.map((column) =>
    column.name === 'late' ? { ...column, range: { minimum: 0, maximum: 1 } } : column,
  );
  const room = dataRoom(trips({ columns }));
  const file = 'id,at,stops,note,late\na,2024-05-01T10:00:00Z,3,,-1\n';
  const upload = await room.land('trips/flipped.csv', file);
  expect(await room.run(upload)).toMatchObject({ outcome: 'quarantined' });
  expect((await room.recordOf(upload.uploadId))?.reasons).toMatchObject([{ code: 'range', column: 'late' }]);
  expect(await room.registry.list({ kind: 'dataset', name: 'trips' }, 'VERSION#')).toEqual([]);
});
