import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLocalSageMaker, until, type LocalSageMaker } from './support/local-sagemaker.ts';
import {
  CAPTURE,
  canary,
  configOf,
  describeEndpoint,
  invoke,
  model,
  settled,
  variant,
} from './support/requests.ts';

let local: LocalSageMaker;
beforeEach(async () => {
  local = await startLocalSageMaker();
});
afterEach(() => local.stop());

const update = (EndpointConfigName: string) =>
  local.sagemaker.updateEndpoint({ EndpointName: 'e', EndpointConfigName });
const setWeights = (weights: Readonly<Record<string, number>>) =>
  local.sagemaker.updateEndpointWeightsAndCapacities({
    EndpointName: 'e',
    DesiredWeightsAndCapacities: Object.entries(weights).map(([VariantName, DesiredWeight]) => ({
      VariantName,
      DesiredWeight,
    })),
  });

describe('models, endpoint configs and endpoints', () => {
  it('answer ValidationException to existing and to missing names', async () => {
    await canary(local);
    const { sagemaker } = local;
    const [gone, existing] = ['Could not find', 'already existing'];
    const cases: readonly [Promise<unknown>, string][] = [
      [sagemaker.createModel(model('m1')), existing],
      [
        sagemaker.createEndpointConfig({
          ...{ EndpointConfigName: 'c1', ProductionVariants: [variant('v1', 'm1')] },
        }),
        existing,
      ],
      [sagemaker.createEndpoint({ EndpointName: 'e', EndpointConfigName: 'c1' }), existing],
      [sagemaker.describeModel({ ModelName: 'no' }), gone],
      [sagemaker.deleteModel({ ModelName: 'no' }), gone],
      [sagemaker.describeEndpointConfig({ EndpointConfigName: 'no' }), gone],
      [sagemaker.deleteEndpointConfig({ EndpointConfigName: 'no' }), gone],
      [sagemaker.describeEndpoint({ EndpointName: 'no' }), gone],
      [sagemaker.deleteEndpoint({ EndpointName: 'no' }), gone],
      [sagemaker.createEndpoint({ EndpointName: 'e2', EndpointConfigName: 'no' }), gone],
      [
        sagemaker.createEndpointConfig({
          ...{ EndpointConfigName: 'c9', ProductionVariants: [variant('v', 'no')] },
        }),
        gone,
      ],
      [update('no'), gone],
      [setWeights({ no: 1 }), 'not found'],
    ];
    for (const [asked, message] of cases) {
      const [answer] = await Promise.allSettled([asked]);
      expect(answer).toMatchObject({ status: 'rejected', reason: { name: 'ValidationException' } });
      expect(String(answer.status === 'rejected' && answer.reason)).toContain(message);
    }
  });

  it('are described, listed and deleted', async () => {
    await canary(local);
    const { sagemaker } = local;
    expect((await sagemaker.describeModel({ ModelName: 'm1' })).ModelArn).toContain(':model/m1');
    expect(
      (await sagemaker.describeEndpointConfig({ EndpointConfigName: 'c2' })).ProductionVariants,
    ).toHaveLength(2);
    expect((await sagemaker.listModels({ SortBy: 'Name' })).Models?.map((found) => found.ModelName)).toEqual([
      ...['m2', 'm1'],
    ]);
    expect((await sagemaker.listEndpointConfigs({ NameContains: 'c2' })).EndpointConfigs).toHaveLength(1);
    expect((await sagemaker.listEndpoints({ StatusEquals: 'InService' })).Endpoints).toHaveLength(1);
    await sagemaker.deleteEndpoint({ EndpointName: 'e' });
    await until(
      () => sagemaker.listEndpoints({}),
      ({ Endpoints }) => Endpoints?.length === 0,
    );
    expect(local.engine.aliveModels()).toEqual([]);
  });

  it('E-04 an endpoint serves on and is described when its config and model are deleted', async () => {
    await canary(local, CAPTURE);
    await local.sagemaker.deleteEndpointConfig({ EndpointConfigName: 'c1' });
    await local.sagemaker.deleteModel({ ModelName: 'm1' });
    expect((await describeEndpoint(local)).ProductionVariants).toHaveLength(1);
    expect((await invoke(local, '1')).text).toBe('m1:1');
  });

  it('tell weights, counts, the digest of the image and the capture in force', async () => {
    await canary(local, CAPTURE);
    const endpoint = await describeEndpoint(local);
    expect(endpoint.ProductionVariants?.[0]).toMatchObject({
      ...{ VariantName: 'v1', CurrentWeight: 1, DesiredWeight: 1 },
      ...{ CurrentInstanceCount: 1, DesiredInstanceCount: 1 },
    });
    const image = endpoint.ProductionVariants?.[0]?.DeployedImages?.[0];
    expect(image?.ResolvedImage).toMatch(/\/sagemaker-xgboost@sha256:[0-9a-f]{64}$/);
    expect(endpoint.DataCaptureConfig).toMatchObject({
      ...{ EnableCapture: true, CaptureStatus: 'Started', CurrentSamplingPercentage: 100 },
      DestinationS3Uri: 's3://capture/native',
    });
  });
});

describe('updates of an endpoint', () => {
  it('change weights without new processes', async () => {
    await canary(local);
    await update('c2');
    await settled(local);
    const processes = local.engine.servers.length;
    await setWeights({ v1: 0.5, v2: 0.5 });
    expect((await describeEndpoint(local)).EndpointStatus).toBe('Updating');
    const endpoint = await settled(local);
    expect(endpoint.ProductionVariants?.map(({ CurrentWeight }) => CurrentWeight)).toEqual([0.5, 0.5]);
    expect(local.engine.servers).toHaveLength(processes);
  });

  it('E-01 are refused while another is in progress, and say what is pending', async () => {
    await canary(local);
    await configOf(local, 'slow', { START_MS: '150' });
    await update('slow');
    const busy = 'Cannot update in-progress endpoint';
    await expect(update('c2')).rejects.toThrow(busy);
    await expect(setWeights({ v1: 1 })).rejects.toThrow(busy);
    await expect(local.sagemaker.deleteEndpoint({ EndpointName: 'e' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect(await describeEndpoint(local)).toMatchObject({
      ...{ EndpointStatus: 'Updating', EndpointConfigName: 'c1' },
      PendingDeploymentSummary: { EndpointConfigName: 'slow' },
    });
    const endpoint = await settled(local);
    expect(endpoint.EndpointConfigName).toBe('slow');
    expect(endpoint.PendingDeploymentSummary).toBeUndefined();
  });

  it('answer every request while the fleets change, and end the old fleet afterwards', async () => {
    await canary(local);
    await configOf(local, 'lazy', { LATENCY_MS: '60' });
    await configOf(local, 'slow', { START_MS: '100' });
    await update('lazy');
    await settled(local);
    await until(
      () => local.engine.aliveModels(),
      (models) => models.join() === 'm-lazy',
    );

    await update('slow');
    const answers = new Set<string>();
    let isOver = false;
    const callers = Array.from({ length: 4 }, async () => {
      while (!isOver) answers.add((await invoke(local, '1')).text);
    });
    await settled(local);
    await until(
      () => local.engine.aliveModels(),
      (models) => models.join() === 'm-slow',
    );
    // The callers' last answers may all be the old fleet's: one of the new is awaited.
    await until(
      () => answers.size,
      (count) => count > 1,
    );
    isOver = true;
    await Promise.all(callers);
    expect(answers).toEqual(new Set(['m-lazy:1', 'm-slow:1']));
  });

  it('E-03 end InService with the old config and the reason when the new fleet does not come up', async () => {
    await canary(local);
    await configOf(local, 'bad', { CRASH: 'yes' });
    await update('bad');
    await until(
      () => describeEndpoint(local),
      ({ EndpointStatus }) => EndpointStatus === 'RollingBack',
    );
    const endpoint = await settled(local);
    expect(endpoint).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'c1' });
    expect(endpoint.FailureReason).toContain('ping');
    expect((await invoke(local, '1')).text).toBe('m1:1');
    expect(local.engine.aliveModels()).toEqual(['m1']);
  });

  it('leave a new endpoint Failed, which can only be deleted', async () => {
    await configOf(local, 'bad', { CRASH: 'yes' });
    await local.sagemaker.createEndpoint({ EndpointName: 'e', EndpointConfigName: 'bad' });
    const endpoint = await settled(local);
    expect(endpoint.EndpointStatus).toBe('Failed');
    expect(endpoint.FailureReason).toContain('ping');
    await expect(update('bad')).rejects.toMatchObject({ name: 'ValidationException' });
    await local.sagemaker.deleteEndpoint({ EndpointName: 'e' });
  });

  it('keep count and weight of same-named variants where asked to', async () => {
    await canary(local);
    await local.sagemaker.updateEndpointWeightsAndCapacities({
      EndpointName: 'e',
      DesiredWeightsAndCapacities: [{ VariantName: 'v1', DesiredWeight: 0.7, DesiredInstanceCount: 3 }],
    });
    await settled(local);
    await local.sagemaker.updateEndpoint({
      ...{ EndpointName: 'e', EndpointConfigName: 'c2', RetainAllVariantProperties: true },
      ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' }],
    });
    const { ProductionVariants } = await settled(local);
    expect(ProductionVariants?.map((found) => [found.CurrentInstanceCount, found.CurrentWeight])).toEqual([
      ...[
        [3, 1],
        [1, 0],
      ],
    ]);
  });

  it('may not remove a variant that is registered with Application Auto Scaling', async () => {
    await canary(local);
    await configOf(local, 'other', {});
    local.emulator.scalableTargets.push('endpoint/e/variant/v1');
    await expect(update('other')).rejects.toThrow(/\[v1\]" must be deregistered as scalable targets/);
    await update('c2');
    expect((await settled(local)).EndpointConfigName).toBe('c2');
  });
});

describe('after the server was killed', () => {
  it('an endpoint serves with the weights it had, without one refused request', async () => {
    await canary(local);
    await update('c2');
    await settled(local);
    await setWeights({ v1: 0.9, v2: 0.1 });
    await settled(local);
    local = await local.crashAndRestart();
    expect((await invoke(local, '1')).text).toMatch(/^m[12]:1$/);
    const endpoint = await describeEndpoint(local);
    expect(endpoint).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'c2' });
    expect(endpoint.ProductionVariants?.map(({ CurrentWeight }) => CurrentWeight)).toEqual([0.9, 0.1]);
  });

  it('an endpoint answers also before the server took up its work again', async () => {
    await canary(local);
    local = await local.crashAndRestart({ isResumed: false });
    expect((await invoke(local, '1')).text).toBe('m1:1');
    local.service.resume();
    expect((await invoke(local, '2')).text).toBe('m1:2');
    expect(local.engine.aliveModels()).toEqual(['m1']);
  });

  it('an update goes on to its end', async () => {
    await canary(local);
    await configOf(local, 'slow', { START_MS: '200' });
    await update('slow');
    local = await local.crashAndRestart();
    expect((await settled(local)).EndpointConfigName).toBe('slow');
    expect((await invoke(local, '1')).text).toBe('m-slow:1');
  });
});
