import { expect, test } from 'vitest';
import { fakeContext } from '#test/fakes/step-context';
import * as roll from '#lambdas/deployment/roll-back/contract';
import { rollBack } from '#lambdas/deployment/roll-back/handler';
import * as verify from '#lambdas/deployment/verify-serving/contract';
import { verifyServing } from '#lambdas/deployment/verify-serving/handler';
import type { EndpointDescription } from '#ports/sagemaker';
import { deploymentRoom, endpointOf, modelVersion } from './support/deployment-room.ts';

/** A canary of version 2 beside version 1, planned and ready to be looked at. */
async function canary() {
  const room = deploymentRoom();
  await room.register(modelVersion(1, 'champion'));
  await room.register(modelVersion(2), 1);
  await room.enthrone(1);
  room.aws.endpoint = endpointOf({ weights: { v1: 1 } });
  const plan = await room.planned(room.requestOf(2));
  const { releaseConfig, finalConfig } = plan.release;
  const looking = fakeContext({ environment: {}, adapters: room.context.adapters });
  const look = async (endpoint: EndpointDescription | undefined, rollbacks = 0) => {
    room.aws.endpoint = endpoint;
    const input = roll.inputSchema.parse({
      deploymentId: plan.deploymentId,
      model: plan.model,
      release: plan.release,
      rollbacks,
    });
    return roll.outputSchema.parse(await rollBack(input, looking));
  };
  return {
    room,
    looking,
    plan,
    releaseName: releaseConfig.EndpointConfigName,
    finalName: finalConfig.EndpointConfigName,
    look,
  };
}

test('E-03 the way back from a canary: weights, config, done', async () => {
  const { look, releaseName } = await canary();
  const actions = [
    await look(endpointOf({ configName: releaseName, weights: { v1: 90, v2: 10 } })),
    await look(endpointOf({ configName: releaseName, weights: { v1: 100, v2: 0 } })),
    await look(endpointOf({ configName: 'config-1', weights: { v1: 1 } })),
  ].map(({ action }) => action);
  expect(actions).toEqual(['weights', 'config', 'done']);
});

test('E-07 an endpoint that cannot be rolled back, or never settles, is given up with a reason', async () => {
  const { look, releaseName } = await canary();
  const stuck = endpointOf({
    status: 'UpdateRollbackFailed',
    configName: releaseName,
    weights: { v1: 1, v2: 1 },
  });
  expect(await look(stuck)).toMatchObject({
    action: 'give-up',
    reason: expect.stringContaining('traffic is kept') as string,
  });
  const endless = endpointOf({ status: 'Updating', configName: releaseName, weights: { v1: 1 } });
  expect([(await look(endless, 199)).action, (await look(endless, 200)).action]).toEqual(['wait', 'give-up']);
  expect((await look(undefined)).action).toBe('done');
});

test('E-03 InService with the old config is not what was asked for', async () => {
  const { room, looking, finalName } = await canary();
  const verified = async (endpoint: EndpointDescription | undefined) => {
    room.aws.endpoint = endpoint;
    const input = verify.inputSchema.parse({
      ...{ deploymentId: 'dp-1', model: 'air-time', endpointName: 'e', configName: finalName },
      ...{ variants: [{ name: 'v2', weight: 1 }], captureDestination: '' },
    });
    return verify.outputSchema.parse(await verifyServing(input, looking));
  };
  expect(await verified(endpointOf({ configName: finalName, weights: { v2: 1 } }))).toEqual({
    verified: true,
    differences: [],
    imageDigests: ['v2@sha256:1'],
  });
  const silent = await verified(endpointOf({ configName: 'config-1', weights: { v1: 1 } }));
  expect(silent.verified).toBe(false);
  expect(silent.differences.join()).toContain('endpoint config is config-1');
  expect((await verified(undefined)).differences).toEqual(['the endpoint does not exist']);
  expect(
    (await verified(endpointOf({ configName: finalName, hasPendingDeployment: true, weights: { v2: 1 } })))
      .verified,
  ).toBe(false);
});
