import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postFailure, startLocalSageMaker, until, type LocalSageMaker } from './support/local-sagemaker.ts';
import { canary, describeEndpoint, invoke, settled, trainingJob } from './support/requests.ts';

let local: LocalSageMaker;
beforeEach(async () => {
  local = await startLocalSageMaker();
});
afterEach(() => local.stop());

const fail = async (failure: object) => expect((await postFailure(local.url, failure)).status).toBe(200);
const create = (name: string) => local.sagemaker.createTrainingJob(trainingJob(name));
const look = (TrainingJobName: string) => local.sagemaker.describeTrainingJob({ TrainingJobName });
const reaches = (name: string, status: string) =>
  until(
    () => look(name),
    ({ TrainingJobStatus }) => TrainingJobStatus === status,
  );

describe('failures a test asks for', () => {
  it('capacity: the job fails with CapacityError', async () => {
    await fail({ kind: 'capacity', match: 'a', times: 1 });
    await create('a');
    expect((await reaches('a', 'Failed')).FailureReason).toContain('CapacityError');
    await create('a2');
    expect((await look('a2')).TrainingJobStatus).toBe('InProgress');
  });

  it('C-01 throttling: as many requests as said, changes by default, or one operation', async () => {
    await fail({ kind: 'throttling', times: 2 });
    await expect(create('a')).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(create('a')).rejects.toMatchObject({ name: 'ThrottlingException' });
    await create('a');
    await fail({ kind: 'throttling', operation: 'DescribeTrainingJob', times: 1 });
    await expect(look('a')).rejects.toMatchObject({ name: 'ThrottlingException' });
    await look('a');
  });

  it('quota: ResourceLimitExceeded', async () => {
    await fail({ kind: 'quota', times: 1 });
    await expect(create('a')).rejects.toMatchObject({ name: 'ResourceLimitExceeded' });
  });

  it('spot interruption: the job is interrupted once and runs again', async () => {
    await fail({ kind: 'spot-interruption', times: 1 });
    await create('a');
    await until(
      () => local.engine.started.length,
      (count) => count === 2,
    );
    local.engine.jobs.get('a')?.finish();
    const { SecondaryStatusTransitions } = await reaches('a', 'Completed');
    const words = SecondaryStatusTransitions?.map(({ Status }) => Status);
    expect(words).toEqual(expect.arrayContaining(['Interrupted', 'Restarting']));
  });

  it('C-12 stuck Creating: the endpoint stays so, and nothing may touch it', async () => {
    await fail({ kind: 'stuck-creating', match: 'stuck' });
    await canary(local);
    await local.sagemaker.createEndpoint({ EndpointName: 'stuck', EndpointConfigName: 'c1' });
    await expect(local.sagemaker.deleteEndpoint({ EndpointName: 'stuck' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect((await describeEndpoint(local, 'stuck')).EndpointStatus).toBe('Creating');
  });

  it('E-03 silent rollback: InService with the old config and no reason', async () => {
    await canary(local);
    await fail({ kind: 'silent-rollback', times: 1 });
    await local.sagemaker.updateEndpoint({ EndpointName: 'e', EndpointConfigName: 'c2' });
    expect((await describeEndpoint(local)).EndpointStatus).toBe('Updating');
    const endpoint = await settled(local);
    expect(endpoint).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'c1' });
    expect(endpoint.FailureReason).toBeUndefined();
    expect((await invoke(local, '1')).text).toBe('m1:1');
  });

  it('container dies: the update fails', async () => {
    await canary(local);
    await fail({ kind: 'container-dies', times: 1 });
    await local.sagemaker.updateEndpoint({ EndpointName: 'e', EndpointConfigName: 'c2' });
    expect((await settled(local)).FailureReason).toContain('ping health check');
  });

  it('need the token, and a failure that is known', async () => {
    expect((await postFailure(local.url, { kind: 'capacity' }, 'wrong')).status).toBe(403);
    expect((await postFailure(local.url, { kind: 'weather' })).status).toBe(400);
    await fail({ kind: 'capacity' });
    const headers = { 'x-local-token': 'token-of-the-test' };
    await fetch(`${local.url}/_local/failures`, { method: 'DELETE', headers });
    await create('a');
    expect((await look('a')).TrainingJobStatus).toBe('InProgress');
  });
});

describe('L-03 the door', () => {
  const call = (headers: Record<string, string>, path = '/') =>
    new Promise<number | undefined>((resolve) => {
      const target = { 'x-amz-target': 'SageMaker.ListModels', ...headers };
      const sent = request(`${local.url}${path}`, { method: 'POST', headers: target }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.end('{}');
    });

  it('refuses foreign hosts, origins and pages', async () => {
    expect(await call({})).toBe(200);
    expect(await call({ host: 'evil.example' })).toBe(403);
    expect(await call({ origin: 'https://evil.example' })).toBe(403);
    expect(await call({ 'sec-fetch-site': 'cross-site' })).toBe(403);
  });

  it('answers malformed requests instead of breaking off', async () => {
    expect(await call({ 'x-amz-target': 'SageMaker.Nothing' })).toBe(400);
    expect(await call({}, '/endpoints/%E0%A4%A/invocations')).toBe(400);
  });
});
