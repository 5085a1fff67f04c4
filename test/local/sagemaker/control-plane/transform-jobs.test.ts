import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLocalSageMaker, until, type LocalSageMaker } from './support/local-sagemaker.ts';
import { model, transformJob } from './support/requests.ts';

let local: LocalSageMaker;
beforeEach(async () => {
  local = await startLocalSageMaker();
});
afterEach(() => local.stop());

const create = (name: string) => local.sagemaker.createTransformJob(transformJob(name, 'm'));
const look = (name: string) => local.sagemaker.describeTransformJob({ TransformJobName: name });

describe('transform jobs', () => {
  it('need a model that exists', async () => {
    await expect(create('t')).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Could not find model "arn:aws:sagemaker:us-east-1:000000000000:model/m".',
    });
  });

  it('run to their end, with the error codes of jobs', async () => {
    await local.sagemaker.createModel(model('m'));
    await create('t');
    await expect(create('t')).rejects.toMatchObject({ name: 'ResourceInUse' });
    local.engine.jobs.get('t')?.finish();
    const job = await until(
      () => look('t'),
      ({ TransformJobStatus }) => TransformJobStatus === 'Completed',
    );
    expect(job.TransformEndTime).toBeInstanceOf(Date);
    const stopping = local.sagemaker.stopTransformJob({ TransformJobName: 't' });
    await expect(stopping).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(look('u')).rejects.toMatchObject({ name: 'ResourceNotFound' });
    const { TransformJobSummaries } = await local.sagemaker.listTransformJobs({ NameContains: 't' });
    expect(TransformJobSummaries?.map((found) => found.TransformJobStatus)).toEqual(['Completed']);
  });

  it('can be stopped', async () => {
    await local.sagemaker.createModel(model('m'));
    await create('t');
    await local.sagemaker.stopTransformJob({ TransformJobName: 't' });
    await until(
      () => look('t'),
      ({ TransformJobStatus }) => TransformJobStatus === 'Stopped',
    );
  });
});
