/** Processes that die in mid-training: of the functions, and of the cloud itself. Each run goes on and ends promoted. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloudStatus } from '#local/cloud/launch';
import { isRunning } from '#local/cloud/process-identity';
import { cloudPaths } from '#local/cloud/state-directory';
import { day, rides } from '#test/handlers/training/support/rides';
import { eventually } from '#test/local/cloud/support/test-cloud';
import { killOnceAtWork } from './support/function-processes.ts';
import { TRAIN } from './support/loop-project.ts';
import { type LoopWorld, startLoopWorld } from './support/loop-world.ts';

const FIRST = 'ride-time';
/** Waits for the second file, and trains long enough to be cut off. */
const SLOW = 'ride-slow';
const LAMBDAS = join(import.meta.dirname, '..', '..', 'lambdas');
/** What state machines call; a message of a queue comes again by itself, minutes later. */
const STEPS = ['data', 'training', 'deployment']
  .flatMap((room) => readdirSync(join(LAMBDAS, room)))
  .filter((step) => !['claim-upload', 'sweep-landing'].includes(step));
/** Of the nine training steps on the way to a version; a short one may be over before it is seen. */
const FEWEST_INTERRUPTED = 3;
const PATIENCE_SECONDS = 60;

let world: LoopWorld;
beforeAll(async () => {
  world = await startLoopWorld({
    [FIRST]: {},
    [SLOW]: {
      config: { training: { minimumRows: 1300, maximumRuntimeMinutes: 2 } },
      files: { 'train.py': `import time\ntime.sleep(8)\n${TRAIN}` },
    },
  });
});
afterAll(() => world.stop());

async function expectOneVersionServes(model: string): Promise<void> {
  expect(await world.endedContest(model)).toMatchObject({ outcome: 'promoted', winner: 1 });
  await eventually(async () => (await world.model(model)).champion, PATIENCE_SECONDS);
  expect(await world.model(model)).toMatchObject({
    contests: [{ outcome: 'promoted' }],
    versions: [{ version: 1, status: 'champion' }],
    deployments: [{ version: 1, outcome: 'promoted' }],
  });
  const csv = `id,at,distance,stops\nnew,${day(80)}T08:00:00Z,5,1\n`;
  const { status, text } = await world.ask(model, 'replays', csv);
  expect([status, text]).toEqual([200, expect.stringContaining('"modelVersion":1')]);
}

/** The functions of the states that lost a process, from the history of the model's only execution. */
async function interruptedFunctions(model: string): Promise<readonly string[]> {
  const executionArn = (await world.model(model)).requests[0]?.executionArn;
  const history = new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 });
  const { events = [] } = await new SFNClient({}).send(history);
  return events.flatMap(({ taskFailedEventDetails: failure }, index) => {
    if (failure?.error !== 'Runtime.ExitError') return [];
    const state = events.slice(0, index).findLast(({ type }) => type === 'TaskStateEntered');
    const step = state?.stateEnteredEventDetails?.name?.replaceAll(/\B[A-Z]/g, (letter) => `-${letter}`);
    return [world.connection.names.functionName(String(step).toLowerCase())];
  });
}

/** What came after the newest snapshot is lost with a kill: the contest must be in it, and its run the only open one. */
async function isInSnapshot(contestId: string): Promise<boolean> {
  const { state } = cloudPaths(world.project);
  const [registry = '', executions = ''] = await Promise.all(
    ['dynamodb.json', 'stepfunctions.json'].map((file) =>
      readFile(join(state, file), 'utf8').catch(() => ''),
    ),
  );
  const isOnlyOne = executions.split('"status": "RUNNING"').length === 2;
  return isOnlyOne && [registry, executions].every((text) => text.includes(contestId));
}

async function isTraining(model: string): Promise<boolean> {
  const sageMaker = await world.connection.sageMaker();
  for await (const name of sageMaker.listNames('TrainingJob', model)) {
    const job = await sageMaker.describeTrainingJob(name);
    return job?.secondaryStatus === 'Training';
  }
  return false;
}

test('B-14 each function loses its process once at work: its step runs again, and there is one version', async () => {
  const names = new Set(STEPS.map((step) => world.connection.names.functionName(step)));
  const killed = await killOnceAtWork(world.running.emulator.pid, names, async () => {
    await world.land('rides/first.csv', rides(0, 60, 2));
    await expectOneVersionServes(FIRST);
    // The version serves before its runs have ended: what closes them may lose its process too.
    await world.quiet.machines('deployment', 'training');
  });
  const interrupted = await interruptedFunctions(FIRST);
  expect(interrupted.length).toBeGreaterThanOrEqual(FEWEST_INTERRUPTED);
  expect([...killed]).toEqual(expect.arrayContaining([...interrupted]));
  expect(new Set(interrupted).size).toBe(interrupted.length);
});

test('L-01 L-02 the cloud is killed in mid-training and brought up: the run goes on, to one version', async () => {
  await world.land('rides/second.csv', rides(60, 70, 2));
  await eventually(() => isTraining(SLOW), PATIENCE_SECONDS);
  const [contest] = (await world.model(SLOW)).contests;
  await eventually(() => isInSnapshot(contest?.contestId ?? 'none'));
  expect(await isTraining(SLOW)).toBe(true);

  const { emulator } = world.running;
  process.kill(emulator.pid, 'SIGKILL');
  await eventually(() => Promise.resolve(!isRunning(emulator)));
  expect(await world.gyre('local', 'up', '--port', String(emulator.port))).toMatchObject({ code: 0 });
  const { overlay } = await cloudStatus(world.project);
  expect(overlay).toMatchObject({ resumedExecutions: 1 });

  await expectOneVersionServes(SLOW);
  await expectOneVersionServes(FIRST);
  expect(await world.gyre('ledger', 'verify')).toMatchObject({
    code: 0,
    envelope: { data: { isIntact: true } },
  });
});
