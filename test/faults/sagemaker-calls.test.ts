/** Faults of calls to SageMaker: its control plane with a fake engine, and Gyre's own adapter in front. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type LocalSageMaker,
  postFailure,
  startLocalSageMaker,
  until,
} from '../local/sagemaker/control-plane/support/local-sagemaker.ts';
import { canary, trainingJob } from '../local/sagemaker/control-plane/support/requests.ts';

let local: LocalSageMaker;
beforeEach(async () => {
  local = await startLocalSageMaker();
});
afterEach(() => local.stop());

const fail = async (failure: object) => expect((await postFailure(local.url, failure)).status).toBe(200);
const look = (TrainingJobName: string) => local.sagemaker.describeTrainingJob({ TrainingJobName });

test('C-01 a burst of throttling is waited out by the adapter', async () => {
  await canary(local);
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  process.env['AWS_ENDPOINT_URL_SAGEMAKER'] = local.url;
  const { sageMakerControl } = await import('#adapters/sagemaker-control');
  await fail({ kind: 'throttling', operation: 'DescribeEndpoint', times: 3 });
  expect(await sageMakerControl.describeEndpoint('e')).toMatchObject({
    status: 'InService',
    configName: 'c1',
  });
});

test('C-08 a job that is interrupted again and again ends, after a bounded number of attempts', async () => {
  await fail({ kind: 'spot-interruption', match: 'unlucky' });
  await local.sagemaker.createTrainingJob(trainingJob('unlucky'));
  const job = await until(
    () => look('unlucky'),
    ({ TrainingJobStatus }) => TrainingJobStatus !== 'InProgress',
  );
  expect(job).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Interrupted' });
  expect(local.engine.started.filter((name) => name === 'unlucky')).toHaveLength(4);
});
