import { expect, test } from 'vitest';
import { deploymentRoom, endpointOf, MODEL, modelVersion } from './support/deployment-room.ts';

async function planned() {
  const room = deploymentRoom();
  await room.register(modelVersion(1, 'champion'));
  await room.register(modelVersion(2), 1);
  await room.enthrone(1);
  room.aws.endpoint = endpointOf({ weights: { v1: 1 } });
  const request = room.requestOf(2);
  return { room, request, plan: await room.planned(request) };
}
const types = async (room: ReturnType<typeof deploymentRoom>, kind: 'model' | 'endpoint') =>
  (await room.registry.readLedger({ kind, name: MODEL })).map(({ type }) => type);

test('E-09 a promotion moves champion, former champion, deployment and lease in one step', async () => {
  const { room, plan } = await planned();
  expect(await room.promoted(plan)).toEqual({
    outcome: 'promoted',
    deploymentId: plan.deploymentId,
    version: 2,
  });
  expect([await room.championOf(), await room.statusOf(2), await room.statusOf(1)]).toEqual([
    2,
    'champion',
    'former-champion',
  ]);
  expect(await room.deploymentOf(plan.deploymentId)).toMatchObject({
    status: 'closed',
    outcome: 'promoted',
    previousVersion: 1,
  });
  expect((await room.leaseOf())?.deploymentId).toBe('');
  expect((await types(room, 'model')).at(-1)).toBe('model-version-promoted');
  expect((await types(room, 'endpoint')).at(-1)).toBe('deployment-closed');
});

test('B-14 promoting twice, or twice at once, is promoting once', async () => {
  const { room, plan } = await planned();
  const answers = await Promise.all([room.promoted(plan), room.promoted(plan)]);
  answers.push(await room.promoted(plan));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect((await types(room, 'model')).filter((type) => type === 'model-version-promoted')).toHaveLength(1);
});

test('B-03 a deployment that was closed otherwise promotes nothing', async () => {
  const { room, request, plan } = await planned();
  await room.closed(request);
  await expect(room.promoted(plan)).rejects.toMatchObject({ name: 'DeploymentClosedError' });
  expect(await room.championOf()).toBe(1);
});

test('D-11 a deployment that lost its lease promotes nothing', async () => {
  const { room, plan } = await planned();
  await room.register(modelVersion(3), 1);
  room.workflow.executions.set('arn:execution:ct-2', { status: 'ABORTED' });
  const next = await room.planned(room.requestOf(3));
  await expect(room.promoted(plan)).rejects.toMatchObject({ name: 'DeploymentClosedError' });
  await room.promoted(next);
  expect(await room.championOf()).toBe(3);
});

test('there is nothing to promote without a deployment', async () => {
  const { room, plan } = await planned();
  await expect(room.promoted({ ...plan, deploymentId: 'dp-none' })).rejects.toMatchObject({
    name: 'UnknownVersionError',
  });
});

test('closing frees the endpoint and keeps the champion; a repeat changes nothing', async () => {
  const { room, request, plan } = await planned();
  const once = await room.closed(request);
  expect(once).toEqual({
    outcome: 'rolled-back',
    deploymentId: plan.deploymentId,
    version: 2,
    reason: 'because',
  });
  const ledger = await types(room, 'endpoint');
  expect(await room.closed(request, 'failed')).toMatchObject({ outcome: 'rolled-back' });
  expect(await types(room, 'endpoint')).toEqual(ledger);
  expect([(await room.leaseOf())?.deploymentId, await room.championOf()]).toEqual(['', 1]);
});

test('closing after a promotion tells that it was promoted', async () => {
  const { room, request, plan } = await planned();
  await room.promoted(plan);
  expect(await room.closed(request, 'failed')).toMatchObject({ outcome: 'promoted' });
  expect(await room.championOf()).toBe(2);
});

test('a deployment that waited in vain leaves the lease of the other one alone', async () => {
  const { room, plan } = await planned();
  await room.register(modelVersion(3), 1);
  const request = room.requestOf(3);
  await expect(room.planned(request)).rejects.toMatchObject({ name: 'EndpointBusyError' });
  expect(await room.closed(request, 'failed')).toMatchObject({ outcome: 'failed', version: 3 });
  expect((await room.leaseOf())?.deploymentId).toBe(plan.deploymentId);
  await room.promoted(plan);
});

test('B-03 a deployment that expired is opened again by the same decision, and can then be promoted', async () => {
  const { room, request, plan } = await planned();
  await room.closed(request, 'expired');
  const again = await room.planned(request, 'arn:second');
  expect([again.deploymentId, again.proceed]).toEqual([plan.deploymentId, true]);
  expect(await room.deploymentOf(plan.deploymentId)).toMatchObject({
    status: 'open',
    executionArn: 'arn:second',
  });
  await room.promoted(again);
  expect(await room.championOf()).toBe(2);
  expect(await room.deploymentOf(plan.deploymentId)).not.toHaveProperty('reason');
});
