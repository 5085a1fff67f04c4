import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLocalSageMaker, TOKEN, until, type LocalSageMaker } from './support/local-sagemaker.ts';
import { canary, configOf, invoke, settled, trainingJob } from './support/requests.ts';

let local: LocalSageMaker;
beforeEach(async () => {
  local = await startLocalSageMaker();
});
afterEach(() => local.stop());

const details = (type: string) =>
  local.emulator.events
    .filter((event) => event.Source === 'aws.sagemaker' && event.DetailType === type)
    .map((event) => JSON.parse(event.Detail) as Record<string, string>);

describe('events', () => {
  it("use EventBridge's words for endpoints, in order, and carry the launcher's token", async () => {
    await canary(local);
    await configOf(local, 'bad', { CRASH: 'yes' });
    await local.sagemaker.updateEndpoint({ EndpointName: 'e', EndpointConfigName: 'bad' });
    await settled(local);
    const words = () => details('SageMaker Endpoint State Change').map((detail) => detail['EndpointStatus']);
    await until(words, (found) => found.length === 5);
    expect(words()).toEqual(['CREATING', 'IN_SERVICE', 'UPDATING', 'ROLLING_BACK', 'IN_SERVICE']);
    expect(local.emulator.tokens).toEqual(new Set([TOKEN]));
  });

  it('tell the end of a training job', async () => {
    await local.sagemaker.createTrainingJob(trainingJob('a'));
    local.engine.jobs.get('a')?.finish();
    const ends = () =>
      details('SageMaker Training Job State Change').filter(
        (detail) => detail['TrainingJobStatus'] === 'Completed',
      );
    expect((await until(ends, (found) => found.length > 0))[0]).toMatchObject({ TrainingJobName: 'a' });
  });
});

describe('metrics', () => {
  it('tell invocations, errors and latency by endpoint and variant, many requests in one call', async () => {
    await canary(local);
    await configOf(local, 'err', { STATUS: '503' });
    for (let n = 0; n < 50; n += 1) await invoke(local);
    await local.sagemaker.updateEndpoint({ EndpointName: 'e', EndpointConfigName: 'err' });
    await settled(local);
    await expect(invoke(local)).rejects.toThrow();
    await local.service.metrics.flush();

    const sent = local.emulator.metricCalls.flat();
    const sum = (variant: string, name: string) =>
      sent
        .filter((metric) => metric.MetricName === name)
        .filter(({ Dimensions }) => Dimensions.some(({ Value }) => Value === variant))
        .reduce((total, { StatisticValues }) => total + StatisticValues.Sum, 0);
    expect([sum('v1', 'Invocations'), sum('v1', 'Invocation5XXErrors')]).toEqual([50, 0]);
    expect([sum('v-err', 'Invocations'), sum('v-err', 'Invocation5XXErrors')]).toEqual([1, 1]);
    expect(sum('v1', 'ModelLatency')).toBeGreaterThan(0);
    expect(sent[0]?.Dimensions.map(({ Name }) => Name)).toEqual(['EndpointName', 'VariantName']);
    expect(local.emulator.metricCalls.length).toBeLessThan(5);
  });

  it('tell use of the disk by endpoint and variant, as SageMaker does each minute', async () => {
    await canary(local);
    await local.service.resources.look();
    await local.service.metrics.flush();
    const disks = local.emulator.metricCalls
      .flat()
      .filter((metric) => metric.MetricName === 'DiskUtilization');
    expect(disks.map(({ Dimensions }) => Dimensions.map(({ Value }) => Value))).toEqual([['e', 'v1']]);
    for (const { StatisticValues } of disks) {
      expect(StatisticValues.Sum).toBeGreaterThan(0);
      expect(StatisticValues.Sum).toBeLessThanOrEqual(100);
    }
  });
});
