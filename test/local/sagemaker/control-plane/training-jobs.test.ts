import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { paginateListTrainingJobs } from '@aws-sdk/client-sagemaker';
import { startLocalSageMaker, until, type LocalSageMaker } from './support/local-sagemaker.ts';
import { trainingJob } from './support/requests.ts';

let local: LocalSageMaker;
beforeEach(async () => {
  local = await startLocalSageMaker();
});
afterEach(() => local.stop());

const create = (name: string) => local.sagemaker.createTrainingJob(trainingJob(name));
const look = (name: string) => local.sagemaker.describeTrainingJob({ TrainingJobName: name });
const reaches = (name: string, status: string) =>
  until(
    () => look(name),
    (job) => job.TrainingJobStatus === status,
  );
const isTraining = (name: string) =>
  until(
    () => look(name),
    (job) => job.SecondaryStatus === 'Training',
  );
const stop = (name: string) => local.sagemaker.stopTrainingJob({ TrainingJobName: name });
const statuses = (job: Awaited<ReturnType<typeof look>>) =>
  job.SecondaryStatusTransitions?.map(({ Status }) => Status);

describe('training jobs', () => {
  it('pass through each status once and name their artefact', async () => {
    const { TrainingJobArn } = await create('Job-A');
    await isTraining('Job-A');
    local.engine.jobs.get('Job-A')?.finish({ modelArtifactUri: 's3://staging/model.tar.gz' });

    const job = await reaches('Job-A', 'Completed');

    expect(TrainingJobArn).toBe('arn:aws:sagemaker:us-east-1:000000000000:training-job/job-a');
    expect(statuses(job)).toEqual(['Starting', 'Downloading', 'Training', 'Completed']);
    expect(job.SecondaryStatusTransitions?.every(({ EndTime }) => EndTime instanceof Date)).toBe(true);
    expect(job.ModelArtifacts?.S3ModelArtifacts).toBe('s3://staging/model.tar.gz');
    expect(job.CreationTime).toBeInstanceOf(Date);
  });

  it('answer a used name, a missing name and a finished job with their own error codes', async () => {
    await create('a');
    await expect(create('a')).rejects.toMatchObject({ name: 'ResourceInUse' });
    await expect(look('b')).rejects.toMatchObject({ name: 'ResourceNotFound' });
    await expect(stop('b')).rejects.toMatchObject({ name: 'ResourceNotFound' });
    await expect(create('ends-in-')).rejects.toMatchObject({ name: 'ValidationException' });
    const failureReason = `AlgorithmError: ${'x'.repeat(3000)}`;
    local.engine.jobs.get('a')?.finish({ status: 'Failed', secondaryStatus: 'Failed', failureReason });
    expect((await reaches('a', 'Failed')).FailureReason).toHaveLength(1024);
    await expect(stop('a')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('L-01 run again when they failed because the emulator was away, as soon as it is back', async () => {
    const failure = { status: 'Failed', secondaryStatus: 'Failed', failureReason: 'ECONNREFUSED' } as const;
    await create('a');
    await isTraining('a');
    local.emulator.isAway = true;
    local.engine.jobs.get('a')?.finish(failure);
    await until(
      () => look('a'),
      (job) => job.SecondaryStatus === 'Interrupted',
    );
    expect(local.engine.started).toEqual(['a']);

    local.emulator.isAway = false;
    await until(
      () => local.engine.started,
      (started) => started.length === 2,
    );
    await isTraining('a');
    local.engine.jobs.get('a')?.finish();
    const again = ['Downloading', 'Training'];
    expect(statuses(await reaches('a', 'Completed'))).toEqual([
      ...['Starting', ...again, 'Interrupted', 'Restarting', 'Starting', ...again, 'Completed'],
    ]);
  });

  it('are stopped, not run again, when that was asked for while the emulator was away', async () => {
    await create('a');
    await isTraining('a');
    local.emulator.isAway = true;
    local.engine.jobs
      .get('a')
      ?.finish({ status: 'Failed', secondaryStatus: 'Failed', failureReason: 'gone' });
    await until(
      () => look('a'),
      (job) => job.SecondaryStatus === 'Interrupted',
    );
    await stop('a');
    local.emulator.isAway = false;
    expect((await reaches('a', 'Stopped')).FailureReason).toBeUndefined();
    expect(local.engine.started).toEqual(['a']);
  });

  it('are Stopping as soon as Stop answers, and Stopped when the process is gone', async () => {
    await create('a');
    await isTraining('a');
    await stop('a');
    expect((await look('a')).TrainingJobStatus).toBe('Stopping');
    expect(statuses(await reaches('a', 'Stopped'))).toEqual([
      ...['Starting', 'Downloading', 'Training', 'Stopping', 'Stopped'],
    ]);
  });

  it('run two at a time; the others wait as Starting and can be stopped unstarted', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await create(name);
    const waiting = await look('c');
    expect([waiting.TrainingJobStatus, waiting.SecondaryStatus]).toEqual(['InProgress', 'Starting']);
    expect(local.engine.started).toEqual(['a', 'b']);
    await stop('c');
    await reaches('c', 'Stopped');
    local.engine.jobs.get('a')?.finish();
    await isTraining('d');
    expect(local.engine.started).toEqual(['a', 'b', 'd']);
  });

  it('run again from the start after the server was killed, as after a spot interruption', async () => {
    await create('a');
    await isTraining('a');
    local = await local.crashAndRestart();
    expect((await look('a')).TrainingJobStatus).toBe('InProgress');
    local.engine.jobs.get('a')?.finish();
    expect(statuses(await reaches('a', 'Completed'))).toContain('Restarting');
    expect(local.engine.started).toEqual(['a']);
  });

  it('are listed by name, status and time, in pages, the oldest first', async () => {
    for (let n = 10; n < 35; n += 1) await create(`x-${n}`);
    await create('other');
    const names: (string | undefined)[] = [];
    const pages = paginateListTrainingJobs({ client: local.sagemaker, pageSize: 7 }, { NameContains: 'X-' });
    for await (const page of pages) {
      names.push(...(page.TrainingJobSummaries ?? []).map((job) => job.TrainingJobName));
    }
    expect(names).toEqual(Array.from({ length: 25 }, (_, n) => `x-${n + 10}`));

    local.engine.jobs.get('x-10')?.finish();
    await reaches('x-10', 'Completed');
    const done = await local.sagemaker.listTrainingJobs({ StatusEquals: 'Completed' });
    expect(done.TrainingJobSummaries).toHaveLength(1);
    const LastModifiedTimeAfter = new Date(Date.now() + 60_000);
    const later = await local.sagemaker.listTrainingJobs({ LastModifiedTimeAfter });
    expect(later.TrainingJobSummaries).toEqual([]);
    const byName = await local.sagemaker.listTrainingJobs({
      ...{ SortBy: 'Name', SortOrder: 'Descending', MaxResults: 1 },
    });
    expect(byName.TrainingJobSummaries?.[0]?.TrainingJobName).toBe('x-34');
  });

  it('carry tags of any letters, which ListTags tells and Describe does not', async () => {
    const Tags = [{ Key: 'gyre:model', Value: 'Verspätung' }];
    const { TrainingJobArn: ResourceArn } = await local.sagemaker.createTrainingJob({
      ...trainingJob('a'),
      Tags,
    });
    await local.sagemaker.addTags({
      ...{ ResourceArn, Tags: [{ Key: 'MANAGED_BY_AWS', Value: 'STARTED_BY_STEP_FUNCTIONS' }] },
    });
    expect((await local.sagemaker.listTags({ ResourceArn })).Tags).toHaveLength(2);
    await local.sagemaker.deleteTags({ ResourceArn, TagKeys: ['gyre:model'] });
    expect((await local.sagemaker.listTags({ ResourceArn })).Tags).toEqual([
      { Key: 'MANAGED_BY_AWS', Value: 'STARTED_BY_STEP_FUNCTIONS' },
    ]);
    expect(await look('a')).not.toHaveProperty('Tags');
  });
});
