import { beforeAll, describe, expect, test } from 'vitest';
import { replayContest } from '#cli/actions/replay-contest';
import { parseBaseline } from '#core/monitoring/baseline';
import { RecalibrationError } from '#core/training/errors';
import { applyCurve, curveSchema, curvesSchema } from '#core/training/recalibration/curve';
import { archiveFile } from '#core/training/recalibration/archive-file';
import { storeRecalibration } from '#lambdas/training/store-recalibration/handler';
import { DEFAULT_CODE, roomToRecalibrate } from '#test/handlers/training/support/recalibrated-rides';
import { day, HOLDOUT_DAYS, rides } from '#test/handlers/training/support/rides';
import { MODEL, type TrainingRoom, trainingRoom } from '#test/handlers/training/support/training-room';
import { runTraining, type TrainingRun } from './support/run-training.ts';

const read = (room: TrainingRoom, key: string) => room.store.read({ bucket: 'artifacts', key });

describe('a recalibrated champion', () => {
  let room: TrainingRoom;
  let run: TrainingRun;
  beforeAll(async () => {
    room = await roomToRecalibrate();
    run = await runTraining(room, room.request(120));
  });

  test('wins where the retrain does not, and is registered, watched and released as a version of its own', async () => {
    expect(run.output).toMatchObject({ outcome: 'recalibrated', version: 2, deployment: 'promoted' });
    expect(run.output?.reasons.join()).toMatch(/non-inferiority/);
    const { contestId } = run.output!;
    const folder = `models/ride-time/contests/${contestId}`;
    expect(await room.contestOf(contestId)).toMatchObject({ outcome: 'recalibrated', winner: 2 });

    const { evidence, recalibration, excluded, frozen } = await room.evidenceOf(contestId);
    expect(excluded).toEqual([]);
    expect(frozen.calibration?.rows).toBe(60 * 20);
    expect(evidence.contenders.map(({ contender, recalibratedBy }) => [contender, recalibratedBy])).toEqual([
      [expect.stringMatching(/^c-/), undefined],
      ['v1', undefined],
      ['v1-linear', 'linear'],
    ]);
    const curve = curveSchema.parse(JSON.parse(await room.readText(`${folder}/recalibration/linear.json`)));
    expect(applyCurve(curve, 20)).toBeCloseTo(27.8, 0);
    expect(recalibration?.curves).toMatchObject([{ contender: 'v1-linear', method: 'linear' }]);
    const clauses = (await room.decisionOf(contestId)).clauses;
    expect(clauses.filter((one) => one.contender === 'v1-linear').map(({ name }) => name)).toEqual(
      clauses.filter((one) => one.contender.startsWith('c-')).map(({ name }) => name),
    );

    const [first, second] = await room.versions();
    expect(second).toMatchObject({
      ...{ candidateId: 'v1-linear', contestId, status: 'champion', trainRows: first?.trainRows },
      ...{ trainStart: first?.trainStart, trainEnd: `${day(120 - HOLDOUT_DAYS)}T00:00:00.000Z` },
      configKey: first?.configKey,
    });
    const archive = second!.artifactKey;
    const curves = (await archiveFile(await read(room, archive), 'calibration.json')) ?? '';
    expect(JSON.parse(curves)).toEqual([curve]);
    expect(await archiveFile(await read(room, archive), 'code/inference.py')).toBe(DEFAULT_CODE);
    expect(await archiveFile(await read(room, archive), 'model.json')).toBe('{"factor":2}');

    const [before, after] = await Promise.all(
      [first!, second!].map(async ({ contestId: made }) =>
        parseBaseline(await room.readText(`models/ride-time/contests/${made}/baseline.json`), made),
      ),
    );
    expect(after?.features).toEqual(before?.features);
    expect(after?.contestId).toBe(contestId);
    expect(after?.prediction).not.toEqual(before?.prediction);
    expect(after?.rowScores?.map(({ name }) => name)).toEqual(before?.rowScores?.map(({ name }) => name));

    const golden = JSON.parse(await room.readText(`${folder}/golden/v1-linear.json`)) as {
      expected: number;
    }[];
    const plain = JSON.parse(await room.readText(`${folder}/golden/v1.json`)) as { expected: number }[];
    expect(golden.map(({ expected }) => expected)).toEqual(
      plain.map(({ expected }) => applyCurve(curve, expected)),
    );
    const events = (await room.registry.readLedger(MODEL)).map(({ type }) => type);
    expect(events.slice(-2)).toEqual(['recalibrated-version-registered', 'champion-moved']);
  });

  test('is replayed to the byte; other answers before the hold-out are found, and a curve that was changed makes no archive', async () => {
    const { contestId } = run.output!;
    const folder = `models/ride-time/contests/${contestId}`;
    const found = { model: 'ride-time', contest: await room.contestOf(contestId) };
    const replayed = () => replayContest(room.store, 'artifacts', found);
    expect(await replayed()).toMatchObject({
      ...{ isEvidenceEqual: true, isDecisionEqual: true, outcome: 'recalibrated' },
    });
    const change = async (path: string, from: RegExp, to: string) => {
      const before = await room.readText(`${folder}/${path}`);
      await room.put('artifacts', `${folder}/${path}`, before.replaceAll(from, to));
      return () => room.put('artifacts', `${folder}/${path}`, before);
    };
    const undoScores = await change('recalibration/scores.csv', /,\d+(\.\d+)?$/gm, ',7');
    expect(await replayed()).toMatchObject({ isEvidenceEqual: false });
    await undoScores();
    const undoCurve = await change('recalibration/linear.json', /"slope":1/g, '"slope":2');
    const { contest } = await room.evidenceOf(contestId);
    const facts = { contest, evidenceKey: `${folder}/evidence.json`, winner: 'v1-linear' };
    await expect(storeRecalibration(facts, room.context)).rejects.toThrow(RecalibrationError);
    await undoCurve();
    const { artifactKey } = await storeRecalibration(facts, room.context);
    expect(artifactKey).toBe((await room.versionOf(2)).artifactKey);
    await expect(storeRecalibration({ ...facts, winner: 'v1' }, room.context)).rejects.toThrow(
      RecalibrationError,
    );
  });

  test('is recalibrated again on top of its curve; a repeat gives the same archive', async () => {
    await room.commitRows(rides(120, 180, 4));
    await runTraining(room, room.request(180), { StoreRecalibration: [{ after: 'Lambda.Unknown' }] });
    const { candidateId, artifactKey } = await room.versionOf(3);
    expect(candidateId).toBe('v2-linear');
    const text = await archiveFile(await read(room, artifactKey), 'calibration.json');
    expect(curvesSchema.parse(JSON.parse(text ?? ''))).toHaveLength(2);
    const bodies = room.store.versions.filter(({ key }) => key === artifactKey).map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toEqual(bodies[0]);
  });
});

describe('the champion as it is stands alone', () => {
  test('where nobody asked: no rows, no job, no word in the evidence', async () => {
    const room = await trainingRoom();
    await room.commitRows(rides(0, 60, 2));
    await runTraining(room, room.request(60));
    await room.commitRows(rides(60, 120, 3));
    const run = await runTraining(room, room.request(120));
    expect(run.calls.get('ScoreHoldout')).toBe(2);
    const { contestId } = run.output!;
    const folder = `models/ride-time/contests/${contestId}`;
    expect(await room.readText(`${folder}/evidence.json`)).not.toMatch(/alibration":/);
    expect(room.store.versions.filter(({ key }) => key.includes('/calibration/'))).toEqual([]);
  });

  test('when its rows cannot be scored: the contest goes on', async () => {
    const room = await roomToRecalibrate();
    room.sageMaker.endings.transform.set('-v1-calibration-', { status: 'Failed', failureReason: 'no disk' });
    const { contestId } = (await runTraining(room, room.request(120))).output!;
    const { excluded, recalibration, evidence } = await room.evidenceOf(contestId);
    expect(recalibration).toBeUndefined();
    expect(evidence.contenders).toHaveLength(2);
    expect(excluded).toEqual([
      {
        version: 1,
        reason: 'recalibration: it did not score the rows before the hold-out: job Failed: no disk',
      },
    ]);
  });
});
