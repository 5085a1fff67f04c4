/** Training code and containers that misbehave: each ends as a recorded, readable failure, and harms nobody else. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '#test/local/cloud/support/test-cloud';
import { day, rides } from '#test/handlers/training/support/rides';
import {
  ALL_BAD,
  BAD_ARTIFACTS,
  BAD_CONTAINERS,
  BAD_SCRIPTS,
  type BadModel,
  HANGING,
  NO_NUMBERS,
  SOUND,
  TWO_NUMBERS,
} from './support/bad-model-folders.ts';
import { type LoopWorld, startLoopWorld } from './support/loop-world.ts';

const GOOD = 'ride-time';

let world: LoopWorld;
/** The script that hangs is at work before anybody else begins, so that its minute is everybody's. */
beforeAll(async () => {
  const bad = ALL_BAD.map(({ name, folder }) => [name, folder] as const);
  world = await startLoopWorld({ [GOOD]: SOUND, ...Object.fromEntries(bad) });
  await world.land('rides/first.csv', rides(0, 30, 2));
  await eventually(() => isTraining(HANGING.name), 60);
  await world.land('rides/second.csv', rides(30, 60, 2));
});
afterAll(() => world.stop());

async function isTraining(model: string): Promise<boolean> {
  const sageMaker = await world.connection.sageMaker();
  for await (const name of sageMaker.listNames('TrainingJob', model)) {
    const job = await sageMaker.describeTrainingJob(name);
    if (job?.secondaryStatus === 'Training') return true;
  }
  return false;
}

async function endpointOf(model: string) {
  return (await world.connection.sageMaker()).describeEndpoint(world.connection.names.endpoint(model));
}

/** The registry, SageMaker and the command line tell of the same end. */
async function expectEnded({ name, outcome, because }: BadModel): Promise<void> {
  const contest = await world.endedContest(name);
  expect(contest).toMatchObject({ outcome, reasons: expect.any(Array) as unknown });
  const [reason] = contest.reasons ?? [];
  expect(reason).toMatch(because);
  expect(await world.model(name)).toMatchObject({ champion: undefined, versions: [], deployments: [] });
  expect(await endpointOf(name)).toBeUndefined();

  const [shown, why] = await Promise.all([
    world.gyre('contest', 'show', contest.contestId),
    world.gyre('why', name),
  ]);
  expect(shown).toMatchObject({ code: 0, envelope: { data: { contest: { outcome } } } });
  expect(JSON.stringify(shown.envelope.data)).toContain(JSON.stringify(reason));
  expect(why.envelope.data).toMatchObject({
    answer: 'nothing serves yet',
    because: expect.arrayContaining([reason]) as unknown,
  });
}

async function expectGoodAnswers(): Promise<void> {
  const csv = `id,at,distance,stops\nnew,${day(61)}T08:00:00Z,5,1\n`;
  const { status, text } = await world.ask(GOOD, 'replays', csv);
  expect([status, text]).toEqual([200, expect.stringContaining('"modelVersion":1')]);
}

test('a sound model becomes champion and serves while the script of another one hangs', async () => {
  expect(await world.endedContest(GOOD)).toMatchObject({ outcome: 'promoted', winner: 1 });
  await eventually(async () => (await world.model(GOOD)).champion, 60);
  await expectGoodAnswers();
  expect((await world.model(HANGING.name)).contests).toMatchObject([{ status: 'open' }]);
});

test.each(BAD_SCRIPTS)('a script that $does: a failed contest with the reason', expectEnded);

test.each(BAD_ARTIFACTS)('C-06 a script that leaves $does: a failed contest with the reason', expectEnded);

test.each(BAD_CONTAINERS)('a container that $does: a failed contest with the reason', expectEnded);

test('C-07 a container that answers what is no number is refused', () => expectEnded(NO_NUMBERS));

test('E-08 a container that answers two numbers a row wins its contest and never serves', async () => {
  const { name, outcome, because } = TWO_NUMBERS;
  expect(await world.endedContest(name)).toMatchObject({ outcome });
  await eventually(async () => (await world.model(name)).deployments[0]?.status === 'closed', 60);
  expect(await world.model(name)).toMatchObject({
    champion: undefined,
    versions: [{ status: 'registered' }],
  });
  expect(await endpointOf(name)).toBeUndefined();
  const why = await world.gyre('why', name);
  expect(why.envelope.data).toMatchObject({
    because: [expect.stringMatching(/ended promoted$/), expect.stringMatching(because)],
  });
});

test('C-05 a script that hangs: a failed contest at its time limit, though it had written a model', async () => {
  await expectEnded(HANGING);
  const { envelope } = await world.gyre('model', 'show', HANGING.name);
  expect(JSON.stringify(envelope.data)).toContain('time limit of 60 s');
});

test('the sound model serves on, and nobody else has an endpoint', async () => {
  await expectGoodAnswers();
  const names: string[] = [];
  for await (const name of (await world.connection.sageMaker()).listNames('Endpoint', 'gyre'))
    names.push(name);
  expect(names).toEqual([world.connection.names.endpoint(GOOD)]);
});
