import { describe, expect, it, test } from 'vitest';
import { unservedRoom } from './support/unserved-room.ts';

/** Six in the morning of a day after January. */
const at = (day: string) => `2013-${day}T06:00:00.000Z`;
const FIRST = 'first rides version 1';
const asked = (...asks: readonly string[]) => ({ asked: asks, started: [] });

describe('a dataset with rows enough, of which no message told', () => {
  it('B-09 gets its first contest at the next tick, as the message would have asked for it', async () => {
    const room = await unservedRoom();
    await room.commit(1, 1000);
    await room.tick(at('02-01'));
    expect(room.workflow.started.map(({ input }) => input)).toMatchObject([
      { model: 'duration', join: false, drift: null, quality: null, reconcile: true },
    ]);
    expect(await room.reconcile(at('02-01'))).toEqual(asked(FIRST));
    await room.decide();
    const [request] = await room.requests();
    expect(request).toMatchObject({
      ...{ cause: 'first', subject: 'rides version 1', championVersion: null, status: 'accepted' },
      ...{ asOf: '2013-02-01T00:00:00.000Z', requestedBy: 'gyre:retraining/reconcile-requests' },
    });
    expect(room.contests().map(({ name }) => name)).toEqual([request?.requestId]);
  });

  it('B-09 one whose message comes after all has one request and one execution', async () => {
    const room = await unservedRoom();
    await room.commit(1, 1000);
    await room.reconcile(at('02-01'));
    await room.reconcile(at('02-02'));
    await room.decide();
    await room.send(room.newsOf(1, 1000));
    expect(await room.requests()).toMatchObject([{ status: 'accepted', asks: 1 }]);
    expect(room.contests()).toHaveLength(1);
    expect(await room.happened('retrain-accepted')).toBe(1);
  });

  it('B-09 of many versions the newest asks for all of them', async () => {
    const room = await unservedRoom();
    await room.land(1, 400);
    await room.commit(2, 400);
    await room.commit(3, 400);
    expect(await room.reconcile(at('02-01'))).toEqual(asked('first rides version 3'));
  });

  it('is left to its message until the day that a contest would be as of', async () => {
    const room = await unservedRoom();
    await room.commit(1, 1000);
    expect(await room.reconcile('2013-01-31T06:00:00.000Z')).toEqual(asked());
  });
});

test('nothing is asked, and nothing started, while rows are too few or the dataset has no version', async () => {
  const room = await unservedRoom();
  expect(await room.reconcile(at('02-01'))).toEqual(asked());
  await room.commit(1, 999);
  await room.tick(at('02-01'));
  expect(await room.reconcile(at('02-01'))).toEqual(asked());
  expect(room.workflow.started).toEqual([]);
});

test('a model that is deployed after its data gets its first contest without another upload', async () => {
  const room = await unservedRoom();
  await room.deploy({ minimumRows: 5000 });
  await room.land(1, 1000);
  expect(await room.newest()).toMatchObject({ refusals: [{ code: 'waiting-for-data' }] });
  expect(await room.reconcile(at('02-01'))).toEqual(asked());
  await room.deploy({ minimumRows: 1000 });
  expect(await room.reconcile(at('02-02'))).toEqual(asked(FIRST));
  await room.decide();
  expect(await room.requests()).toMatchObject([{ status: 'accepted', asOf: at('02-02'), asks: 2 }]);
});

test('news of a version are decided while the next one is not yet published', async () => {
  const room = await unservedRoom();
  await room.deploy({ minimumRows: 1500 });
  await room.commit(1, 1000);
  await room.commit(2, 1000, false);
  await room.send(room.newsOf(1, 1000));
  const statuses = async () => (await room.requests()).map(({ status }) => status).toSorted();
  expect(await statuses()).toEqual(['not-now']);
  await room.land(2, 1000);
  expect(await statuses()).toEqual(['accepted', 'not-now']);
});

describe('a first contest', () => {
  it('B-09 that was accepted and never started is started, under its own name', async () => {
    const room = await unservedRoom();
    await room.commit(1, 1000);
    const start = () => Promise.reject(new Error('no connection'));
    const told = room.send(room.newsOf(1, 1000), { workflow: { ...room.workflow, start } });
    await expect(told).rejects.toThrow();
    const [request] = await room.requests();
    await room.tick(at('02-01'));
    expect(room.workflow.started).toHaveLength(1);
    const started = { asked: [], started: [request?.requestId] };
    expect(await room.reconcile(at('02-01'))).toEqual(started);
    expect(await room.reconcile(at('02-01'))).toEqual(started);
    expect(room.contests()).toMatchObject([
      { name: request?.requestId, input: { model: 'duration', cause: 'first', asOf: request?.asOf } },
    ]);
  });

  it('B-10 is closed on proof that its execution has ended, and a failed one is asked for again', async () => {
    const room = await unservedRoom();
    await room.land(1, 1000);
    await room.ended('failed');
    await room.tick(at('02-02'));
    expect(room.workflow.started).toHaveLength(2);
    expect(await room.reconcile(at('02-02'))).toEqual(asked(`${FIRST} again 2013-02-02`));
    expect(await room.requests()).toMatchObject([{ status: 'ended', outcome: 'failed' }]);
    await room.decide();
    expect(await room.newest()).toMatchObject({ status: 'not-now', refusals: [{ code: 'cooldown' }] });
    expect(await room.reconcile(at('02-12'))).toEqual(asked(`${FIRST} again 2013-02-12`));
    await room.decide();
    expect(await room.newest()).toMatchObject({ status: 'accepted' });
    expect(room.contests()).toHaveLength(2);
  });

  it('G-06 that failed three times waits for a person', async () => {
    const room = await unservedRoom();
    await room.deploy({});
    await room.land(1, 1000);
    const contest = (number: number) => ({
      ...{ contestId: `ct-${number}`, candidateId: `c-${number}`, requestId: `rr-${number}`, cause: 'first' },
      ...{ asOf: at('02-01'), revision: 'r', datasetVersion: 1, championVersion: null, status: 'failed' },
      openedAt: `2013-02-0${number}T00:00:00Z`,
    });
    await room.registry.transition({ kind: 'model', name: 'duration' }, async () => ({
      writes: [1, 2, 3].map((number) => ({
        ...{ sk: `CONTEST#ct-${number}`, entity: 'contest', expect: 'any' as const, data: contest(number) },
      })),
      event: { type: 'contest-failed', actor: 'test', cause: 'set up' },
      result: undefined,
    }));
    await room.ended('failed');
    await room.reconcile(at('02-12'));
    await room.decide();
    expect(await room.newest()).toMatchObject({ status: 'not-now', refusals: [{ code: 'breaker-open' }] });
    expect(room.contests()).toHaveLength(1);
  });

  test.each(['refused', 'not-now', 'promoted'])(
    'that was %s has answered its version of the dataset; the next one asks anew',
    async (outcome) => {
      const room = await unservedRoom();
      await room.land(1, 1000);
      await room.ended(outcome);
      expect(await room.reconcile(at('02-20'))).toEqual(asked());
      await room.commit(2, 10);
      expect(await room.reconcile(at('02-20'))).toEqual(asked('first rides version 2'));
    },
  );

  it('is asked for again when a version that came while it ran was told to wait', async () => {
    const room = await unservedRoom();
    await room.land(1, 1000);
    await room.land(2, 500);
    await room.ended('refused');
    expect(await room.reconcile(at('02-20'))).toEqual(asked('first rides version 2'));
    await room.decide();
    expect(room.contests()).toHaveLength(2);
  });
});
