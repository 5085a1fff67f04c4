import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLocalSageMaker, until, type LocalSageMaker } from './support/local-sagemaker.ts';
import { CAPTURE, canary, configOf, invoke, model, settled, variant } from './support/requests.ts';

let local: LocalSageMaker;
beforeEach(async () => {
  local = await startLocalSageMaker();
  await canary(local);
});
afterEach(() => local.stop());

const updateTo = async (EndpointConfigName: string) => {
  await local.sagemaker.updateEndpoint({ EndpointName: 'e', EndpointConfigName });
  await settled(local);
};

async function shares(requests: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let n = 0; n < requests; n += 1) {
    const { variant: answered = '' } = await invoke(local);
    counts[answered] = (counts[answered] ?? 0) + 1;
  }
  return counts;
}

describe('InvokeEndpoint', () => {
  it('shares requests by weight; a variant at weight 0 answers to its name only', async () => {
    await updateTo('c2');
    expect(await shares(20)).toEqual({ v1: 20 });
    expect(await invoke(local, '7', { TargetVariant: 'v2' })).toEqual({ text: 'm2:7', variant: 'v2' });
    await local.sagemaker.updateEndpointWeightsAndCapacities({
      EndpointName: 'e',
      DesiredWeightsAndCapacities: [
        { VariantName: 'v1', DesiredWeight: 9 },
        { VariantName: 'v2', DesiredWeight: 1 },
      ],
    });
    await settled(local);
    expect(await shares(20)).toEqual({ v1: 18, v2: 2 });
    await expect(invoke(local, '1', { TargetVariant: 'v9' })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  it('sends a shadow variant its share, and never its answer', async () => {
    await local.sagemaker.createEndpointConfig({
      ...{ EndpointConfigName: 'cs', DataCaptureConfig: CAPTURE },
      ProductionVariants: [variant('v1', 'm1')],
      ShadowProductionVariants: [variant('s1', 'm2')],
    });
    await updateTo('cs');
    expect(await shares(5)).toEqual({ v1: 5 });
    // Each variant's capture is written by itself, in any order.
    await until(
      () => [...local.emulator.objects.keys()],
      (found) => ['/e/v1/', '/e/s1/'].every((part) => found.some((key) => key.includes(part))),
    );
  });

  it("passes a model's error on as ModelError 424 with the container's status", async () => {
    await configOf(local, 'err', { STATUS: '500' });
    await updateTo('err');
    await expect(invoke(local, '1')).rejects.toMatchObject({
      ...{ name: 'ModelError', OriginalStatusCode: 500, OriginalMessage: 'm-err:1' },
      $metadata: { httpStatusCode: 424 },
    });
  });

  it('answers ModelNotReady 429 while a dead container is started again', async () => {
    await local.sagemaker.createModel(model('m-slow', { START_MS: '300' }));
    await local.sagemaker.createEndpointConfig({
      ...{ EndpointConfigName: 'slow', ProductionVariants: [variant('v1', 'm-slow')] },
    });
    await updateTo('slow');
    local.engine.servers.at(-1)?.die();
    await expect(invoke(local)).rejects.toMatchObject({
      ...{ name: 'ModelNotReadyException', $metadata: { httpStatusCode: 429 } },
    });
    await until(
      () =>
        invoke(local).then(
          ({ text }) => text,
          () => '',
        ),
      (text) => text === 'm-slow:1,2',
    );
  });

  it('refuses an unknown endpoint and what is over a limit', async () => {
    const unknown = local.runtime.invokeEndpoint({ EndpointName: 'none', Body: '1' });
    await expect(unknown).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(invoke(local, 'x'.repeat(6_291_457))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 413 },
    });
    await expect(invoke(local, '1', { InferenceId: 'x'.repeat(65) })).rejects.toMatchObject({
      name: 'ValidationError',
    });
    await expect(invoke(local, '1', { CustomAttributes: 'x'.repeat(1025) })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });
});
