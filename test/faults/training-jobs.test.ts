import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { rides } from '#test/handlers/training/support/rides';
import { trainingRoom } from '#test/handlers/training/support/training-room';
import { type Fault, runTraining } from '#test/statemachines/training/support/run-training';
import { rawArchive } from '#test/unit/sagemaker-engine/tar-zoo';

async function roomWithRows() {
  const room = await trainingRoom();
  await room.commitRows(rides(0, 60, 2));
  return room;
}

const LOST: Fault = { after: 'Lambda.ClientExecutionTimeoutException' };

describe('B-01', () => {
  test('B-01 one request started twice: one contest, one job, one version', async () => {
    const room = await roomWithRows();
    const request = room.request(60);
    const first = await runTraining(room, request);
    const again = await runTraining(room, request);
    expect(again.output?.contestId).toBe(first.output?.contestId);
    expect(again.output?.version).toBe(1);
    expect(room.sageMaker.trainingJobs.size).toBe(1);
    expect(await room.versions()).toHaveLength(1);
  });

  test('B-01 two executions of one request side by side', async () => {
    const room = await roomWithRows();
    const request = room.request(60);
    const runs = await Promise.all([runTraining(room, request), runTraining(room, request)]);
    expect(new Set(runs.map(({ output }) => output?.contestId)).size).toBe(1);
    expect(room.sageMaker.trainingJobs.size).toBe(1);
    expect((await room.versions()).map(({ version }) => version)).toEqual([1]);
  });
});

describe('B-08 an answer that is lost changes nothing', () => {
  const functions = [
    'PinRevision',
    'FreezeHoldout',
    'PlanTraining',
    'StoreArtifact',
    'PlanContenders',
    'EvaluateContenders',
    'JudgeCandidate',
    'RegisterCandidate',
  ];
  test.each(functions)('B-08 of %s', async (state) => {
    const room = await roomWithRows();
    const run = await runTraining(room, room.request(60), { [state]: [LOST] });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'promoted', version: 1 } });
    expect(await room.versions()).toHaveLength(1);
    expect(room.sageMaker.trainingJobs.size).toBe(1);
  });

  test.each(['TrainCandidate', 'ScoreHoldout'])('B-08 C-04 of %s: the job is adopted', async (state) => {
    const room = await roomWithRows();
    const lost: Fault = { after: 'SageMaker.SageMakerException' };
    const run = await runTraining(room, room.request(60), { [state]: [lost] });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'promoted', version: 1 } });
    expect(run.visited).toContain(state === 'TrainCandidate' ? 'AdoptTrainingJob' : 'AdoptTransformJob');
    expect(room.sageMaker.trainingJobs.size).toBe(1);
    expect(room.sageMaker.transformJobs.size).toBe(1);
  });
});

describe('C-02 C-03 capacity', () => {
  test('C-02 a quota that is full is waited for', async () => {
    const room = await roomWithRows();
    const full: Fault = { before: 'SageMaker.ResourceLimitExceededException' };
    const run = await runTraining(room, room.request(60), {
      TrainCandidate: Array(15).fill(full) as Fault[],
    });
    expect(run.output?.outcome).toBe('promoted');
  });

  test('C-03 no capacity: another attempt under another name, four at most', async () => {
    const short = { status: 'Failed', failureReason: 'CapacityError: Unable to provision' } as const;
    const room = await roomWithRows();
    room.sageMaker.endings.training.push(short, short, short);
    expect((await runTraining(room, room.request(60))).output?.outcome).toBe('promoted');
    expect(room.sageMaker.trainingJobs.size).toBe(4);

    const never = await roomWithRows();
    never.sageMaker.endings.training.push(short, short, short, short, short);
    const run = await runTraining(never, never.request(60));
    expect(run.output).toMatchObject({
      outcome: 'failed',
      reasons: [expect.stringContaining('CapacityError')],
    });
    expect(never.sageMaker.trainingJobs.size).toBe(4);
  });
});

describe('C-05 C-09 jobs that end badly', () => {
  test.each([
    ['C-05 a job that was stopped', { status: 'Stopped', failureReason: '' }, 'job Stopped'],
    [
      'C-05 a job that ran into its time limit',
      { status: 'Stopped', failureReason: 'MaxRuntimeExceeded' },
      'MaxRuntimeExceeded',
    ],
    [
      'C-09 a bad hyperparameter',
      { status: 'Failed', failureReason: 'AlgorithmError: max_depth is no number' },
      'max_depth',
    ],
    ['C-09 a missing image', { status: 'Failed', failureReason: 'ClientError: image not found' }, 'image'],
  ] as const)('%s fails the contest at once and says why', async (_, ending, reason) => {
    const room = await roomWithRows();
    room.sageMaker.endings.training.push(ending);
    const run = await runTraining(room, room.request(60));
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: { outcome: 'failed', version: null, reasons: [expect.stringContaining(reason)] },
    });
    expect(run.calls.get('TrainCandidate')).toBe(1);
    expect(await room.contestOf(run.output!.contestId)).toMatchObject({
      status: 'failed',
      outcome: 'failed',
    });
    expect(await room.versions()).toEqual([]);
  });

  test('C-05 a stopped job that is found on adoption is no success either', async () => {
    const room = await roomWithRows();
    room.sageMaker.endings.training.push({ status: 'Stopped', failureReason: 'stopped by hand' });
    const lost: Fault = { before: 'SageMaker.ResourceInUseException' };
    const request = room.request(60);
    await runTraining(room, request);
    const run = await runTraining(
      room,
      { ...request, requestId: request.requestId },
      { TrainCandidate: [lost] },
    );
    expect(run.output?.outcome).toBe('failed');
    expect(await room.versions()).toEqual([]);
  });

  test('C-09 a request that SageMaker refuses is tried four times at most', async () => {
    const room = await roomWithRows();
    const refused: Fault = { before: 'SageMaker.AmazonSageMakerException' };
    const run = await runTraining(room, room.request(60), {
      TrainCandidate: Array(10).fill(refused) as Fault[],
    });
    expect(run.output?.outcome).toBe('failed');
    expect(run.calls.get('TrainCandidate')).toBe(4);
  });
});

describe('C-06 a completed job without an artifact that can be released', () => {
  const model = { name: 'model.json', body: JSON.stringify({ factor: 2, padding: 'x'.repeat(5000) }) };
  const whole = rawArchive(model);
  const flipped = Buffer.from(whole);
  flipped[Math.floor(whole.length / 2)]! ^= 0xff;
  test.each<readonly [string, Uint8Array | 'nothing']>([
    ['nothing', 'nothing'],
    ['an empty object', new Uint8Array()],
    ['an archive that was cut off', whole.subarray(0, -20)],
    ['an archive with a byte turned over', flipped],
    ['something else', gzipSync('no tar')],
    ['code without a model', rawArchive({ name: 'code/inference.py', body: 'x' })],
    ['a pickle', rawArchive({ name: 'model.pkl', body: 'x' })],
  ])('C-06 %s: nothing is registered, the champion serves on', async (_, artifact) => {
    const room = await roomWithRows();
    room.sageMaker.endings.artifact = artifact;
    const run = await runTraining(room, room.request(60));
    expect(run.output).toMatchObject({
      outcome: 'failed',
      reasons: [expect.stringMatching(/^BadArtifactError: /)],
    });
    expect(run.calls.get('StoreArtifact')).toBe(1);
    expect(await room.versions()).toEqual([]);
    const kept = room.store.versions.filter(({ key }) => key.includes('/artifacts/'));
    expect(kept).toEqual([]);
  });
});

describe('C-07 answers that are no numbers', () => {
  test.each(['nan', 'inf', '', '-inf'])('C-07 a candidate that answers %j is refused', async (answer) => {
    const room = await roomWithRows();
    room.sageMaker.endings.prediction.set('-c-', answer);
    const run = await runTraining(room, room.request(60));
    expect(run.output).toMatchObject({ outcome: 'refused', version: null });
    expect(run.output?.reasons.join()).toContain('finite');
    expect(await room.versions()).toEqual([]);
  });

  test('C-07 a champion that answers NaN loses to a sound candidate', async () => {
    const room = await roomWithRows();
    await runTraining(room, room.request(60));
    await room.commitRows(rides(60, 120, 2));
    room.sageMaker.endings.prediction.set('-v1-', 'nan');
    const run = await runTraining(room, room.request(120));
    expect(run.output).toMatchObject({ outcome: 'promoted', version: 2 });
  });
});

describe('B-04 every task in turn fails for good', () => {
  const tasks = [
    ...['PinRevision', 'FreezeHoldout', 'PlanTraining', 'TrainCandidate', 'StoreArtifact', 'PlanContenders'],
    ...['CreateContenderModel', 'ScoreHoldout', 'EvaluateContenders', 'JudgeCandidate', 'RegisterCandidate'],
  ];
  test.each(tasks)('B-04 %s: the contest ends as failed, with the reason', async (state) => {
    const room = await roomWithRows();
    const broken = Array(40).fill({ before: 'SomethingUnforeseen' }) as Fault[];
    const run = await runTraining(room, room.request(60), { [state]: broken });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'failed', version: null } });
    expect(run.output?.reasons.join()).toMatch(/SomethingUnforeseen|ContenderNotScored/);
    expect(await room.versions()).toEqual([]);
  });

  test('B-04 FailContest itself: the execution fails under a name of its own', async () => {
    const room = await roomWithRows();
    const broken = Array(40).fill({ before: 'SomethingUnforeseen' }) as Fault[];
    const run = await runTraining(room, room.request(60), { FreezeHoldout: broken, FailContest: broken });
    expect(run).toMatchObject({ status: 'FAILED', error: 'ContestNotRecorded' });
  });
});
