import { describe, expect, test } from 'vitest';
import { compiledModel, deploymentRoom, endpointOf, modelVersion } from './support/deployment-room.ts';

const canary = compiledModel({ deployment: { strategy: 'canary', approval: { mode: 'automatic' } } });
const atOnce = compiledModel({ deployment: { strategy: 'all-at-once', approval: { mode: 'automatic' } } });

/** Version 1 serves, version 2 was registered by a contest against it. */
async function served(model = canary) {
  const room = deploymentRoom(model);
  await room.register(modelVersion(1, 'champion'));
  await room.register(modelVersion(2), 1);
  await room.enthrone(1);
  room.aws.endpoint = endpointOf({ weights: { v1: 1 } });
  return room;
}

test('a first release creates the endpoint', async () => {
  const room = deploymentRoom(canary);
  await room.register(modelVersion(1));
  const plan = await room.planned(room.requestOf(1));
  expect(plan).toMatchObject({ proceed: true, outcome: 'promoted', reason: '', version: 1 });
  expect(plan.release).toMatchObject({
    action: 'create',
    isCanary: false,
    endpointName: 'gyre-test-air-time',
  });
  expect(plan.goldenKey).toBe('models/air-time/contests/ct-1/golden/c-1.json');
  expect(await room.deploymentOf(plan.deploymentId)).toMatchObject({ status: 'open', version: 1 });
});

test('a canary of the new version beside the old one', async () => {
  const room = await served();
  const { release } = await room.planned(room.requestOf(2));
  expect(release).toMatchObject({
    action: 'update',
    isCanary: true,
    oldVariant: 'v1',
    newVariant: 'v2',
    previousConfigName: 'config-1',
  });
  expect(release.releaseConfig['ProductionVariants']).toMatchObject([
    { InitialInstanceCount: 2 },
    { InitialVariantWeight: 0 },
  ]);
});

const rollbackTo = (version: number) => ({
  ...{ model: 'air-time', version, kind: 'rollback' as const, cause: 'rollback-1' },
  ...{ asOf: '2024-05-01T00:00:00Z', requestedBy: 'person' },
});

test('all at once where the model says so, and where a person rolls back', async () => {
  const plain = await served(atOnce);
  expect((await plain.planned(plain.requestOf(2))).release.isCanary).toBe(false);
  const room = await served(compiledModel());
  await room.register(modelVersion(1, 'former-champion'));
  await room.enthrone(2);
  room.aws.endpoint = endpointOf({ weights: { v2: 1 } });
  expect(await room.planned(rollbackTo(1))).toMatchObject({
    proceed: true,
    approval: { mode: 'automatic' },
    release: { isCanary: false, newVariant: 'v1' },
  });
});

test('a version that was judged again is released by what that contest saw', async () => {
  const room = await served();
  await room.put('model', {
    ...{ sk: 'CONTEST#ct-9', entity: 'contest' },
    data: {
      contestId: 'ct-9',
      candidateId: 'c-9',
      requestId: 'r',
      cause: 'x',
      asOf: 'a',
      revision: 'r',
      datasetVersion: 1,
      championVersion: 1,
      status: 'decided',
      outcome: 'restored',
      winner: 2,
      openedAt: 'x',
    },
  });
  const plan = await room.planned(room.requestOf(2, { kind: 'restore', contestId: 'ct-9', cause: 'ct-9' }));
  expect(plan.policyKey).toBe('models/air-time/contests/ct-9/release-policy/v2.json');
});

describe('E-10 an older decision does not replace a newer one', () => {
  test('another champion than the one that was compared with', async () => {
    const room = await served();
    await room.register(modelVersion(3), 1);
    await room.enthrone(3, '2024-05-02T00:00:00Z');
    const plan = await room.planned(room.requestOf(2));
    expect(plan).toMatchObject({ proceed: false, outcome: 'superseded' });
  });

  test('a champion that is chosen while the older one waits for the lease', async () => {
    const room = await served();
    await room.register(modelVersion(3), 1);
    const newer = await room.planned(room.requestOf(3, { asOf: '2024-05-02T00:00:00Z' }));
    await expect(room.planned(room.requestOf(2))).rejects.toMatchObject({ name: 'EndpointBusyError' });
    await room.promoted(newer);
    expect(await room.planned(room.requestOf(2))).toMatchObject({ proceed: false, outcome: 'superseded' });
  });

  test('a champion that is chosen in the very moment in which the lease becomes free', async () => {
    const room = await served();
    await room.register(modelVersion(3), 1);
    const newer = await room.planned(room.requestOf(3, { asOf: '2024-05-02T00:00:00Z' }));
    const [older] = await Promise.allSettled([room.planned(room.requestOf(2)), room.promoted(newer)]);
    if (older.status === 'fulfilled') expect(older.value.proceed).toBe(false);
    else expect(older.reason).toMatchObject({ name: 'EndpointBusyError' });
  });
});

test('a version that serves already is not released again', async () => {
  const room = await served();
  expect(await room.planned(room.requestOf(1))).toMatchObject({ proceed: false, outcome: 'already-serving' });
});

describe('E-13 what a request says is no proof', () => {
  test('a rollback to a version that never served is approved and judged like a release', async () => {
    const room = await served(
      compiledModel({ risk: 'medium', deployment: { approval: { mode: 'manual' } } }),
    );
    expect(await room.planned(rollbackTo(2))).toMatchObject({
      ...{ proceed: true, approval: { mode: 'manual' } },
      release: { isCanary: true, newVariant: 'v2' },
    });
  });

  test.each([
    ['a version that was never registered', { version: 9 }],
    ['a contest that was never held', { contestId: 'ct-forged' }],
    ['a contest that decided for another version', { contestId: 'ct-1' }],
  ])('%s', async (_, change) => {
    const room = await served();
    await expect(room.planned(room.requestOf(2, change))).rejects.toMatchObject({
      name: 'UnknownVersionError',
    });
    expect(await room.leaseOf()).toBeUndefined();
  });
});

test.each([
  ['Failed', 'release', false],
  ['UpdateRollbackFailed', 'release', false],
  ['UpdateRollbackFailed', 'rollback', true],
] as const)('E-07 an endpoint that is %s: a %s goes ahead: %s', async (status, kind, proceeds) => {
  const room = await served();
  room.aws.endpoint = endpointOf({ status, weights: { v1: 1 } });
  const plan = await room.planned(room.requestOf(2, { kind }));
  expect(plan.proceed).toBe(proceeds);
  if (!proceeds)
    expect(plan).toMatchObject({ outcome: 'failed', reason: expect.stringContaining(status) as string });
});

describe('E-01 one deployment at a time', () => {
  test('while another deployment runs, the next one is told to wait', async () => {
    const room = await served();
    await room.register(modelVersion(3), 1);
    const first = await room.planned(room.requestOf(2));
    await expect(room.planned(room.requestOf(3))).rejects.toMatchObject({ name: 'EndpointBusyError' });
    expect((await room.leaseOf())?.deploymentId).toBe(first.deploymentId);
  });

  test('E-01 of twenty at once one gets the endpoint', async () => {
    const room = await served();
    for (let version = 3; version < 23; version += 1) await room.register(modelVersion(version), 1);
    const attempts = Array.from({ length: 20 }, (_, index) => room.planned(room.requestOf(3 + index)));
    const settled = await Promise.allSettled(attempts);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of settled)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ name: 'EndpointBusyError' });
  });

  test.each(['FAILED', 'TIMED_OUT', 'ABORTED', 'SUCCEEDED'] as const)(
    'a holder that is %s has to let go, whatever the clock says',
    async (status) => {
      const room = await served();
      await room.register(modelVersion(3), 1);
      await room.planned(room.requestOf(2));
      room.workflow.executions.set('arn:execution:ct-2', { status });
      const next = await room.planned(room.requestOf(3));
      expect(await room.leaseOf()).toMatchObject({
        deploymentId: next.deploymentId,
        executionArn: 'arn:execution:ct-3',
      });
    },
  );

  test('a holder that may be redriven keeps the lease', async () => {
    const room = await served();
    await room.register(modelVersion(3), 1);
    await room.planned(room.requestOf(2));
    room.workflow.executions.set('arn:execution:ct-2', { status: 'PENDING_REDRIVE' });
    await expect(room.planned(room.requestOf(3))).rejects.toMatchObject({ name: 'EndpointBusyError' });
  });

  test('the same decision in a second execution waits for the first', async () => {
    const room = await served();
    await room.planned(room.requestOf(2), 'arn:one');
    await expect(room.planned(room.requestOf(2), 'arn:two')).rejects.toMatchObject({
      name: 'EndpointBusyError',
    });
    room.workflow.executions.set('arn:one', { status: 'ABORTED' });
    await room.planned(room.requestOf(2), 'arn:two');
    expect(await room.leaseOf()).toMatchObject({ executionArn: 'arn:two' });
  });
});

test('B-14 twice gives what once gives', async () => {
  const room = await served();
  const once = await room.planned(room.requestOf(2));
  const ledger = await room.registry.readLedger({ kind: 'endpoint', name: 'air-time' });
  expect(await room.planned(room.requestOf(2))).toEqual(once);
  expect(await room.registry.readLedger({ kind: 'endpoint', name: 'air-time' })).toEqual(ledger);
});

test('B-05 the plan of a model with a thousand features stays far below the size of a state', async () => {
  const features = Array.from({ length: 1000 }, (_, index) => `feature_with_quite_a_long_name_${index}`);
  const room = await served(compiledModel({ features }));
  const plan = await room.planned(room.requestOf(2));
  expect(Buffer.byteLength(JSON.stringify(plan))).toBeLessThan(16 * 1024);
});
