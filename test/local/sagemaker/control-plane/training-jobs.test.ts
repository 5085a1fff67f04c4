import {
  CreateTrainingJobCommand,
  DescribeTrainingJobCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ControlPlane,
  errorOf,
  startControlPlane,
  trainingRequest,
  until,
} from './support/control-plane.ts';

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());

const create = (name: string, more = {}) =>
  plane.client.send(new CreateTrainingJobCommand(trainingRequest(name, more)));
const describe = (TrainingJobName: string) =>
  plane.client.send(new DescribeTrainingJobCommand({ TrainingJobName }));
const stop = (TrainingJobName: string) => plane.client.send(new StopTrainingJobCommand({ TrainingJobName }));
const ended = (name: string) =>
  until(async () => {
    const found = await describe(name);
    return ['InProgress', 'Stopping'].includes(found.TrainingJobStatus ?? '') ? undefined : found;
  });

test('CreateTrainingJob runs the job to its end; DescribeTrainingJob tells every status on the way', async () => {
  const { TrainingJobArn } = await create('Job-One', {
    HyperParameters: { rounds: '5' },
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  expect(TrainingJobArn).toBe('arn:aws:sagemaker:us-east-1:000000000000:training-job/job-one');
  const job = await ended('Job-One');
  expect(job).toMatchObject({
    TrainingJobName: 'Job-One',
    TrainingJobArn,
    TrainingJobStatus: 'Completed',
    SecondaryStatus: 'Completed',
    HyperParameters: { rounds: '5' },
    ModelArtifacts: { S3ModelArtifacts: 's3://b/out/Job-One/output/model.tar.gz' },
    BillableTimeInSeconds: 1,
  });
  const transitions = job.SecondaryStatusTransitions ?? [];
  expect(transitions.map((transition) => transition.Status)).toEqual([
    ...['Starting', 'Downloading', 'Training', 'Uploading', 'Completed'],
  ]);
  expect(
    transitions.every(({ StartTime, EndTime }) => StartTime instanceof Date && EndTime instanceof Date),
  ).toBe(true);
  expect(job.TrainingEndTime?.getTime()).toBeGreaterThanOrEqual(job.TrainingStartTime?.getTime() ?? Infinity);
  expect(job).not.toHaveProperty('Tags');
  const { Tags } = await plane.client.send(new ListTagsCommand({ ResourceArn: TrainingJobArn }));
  expect(Tags).toEqual([{ Key: 'a', Value: 'b' }]);
});

test('C-04 a name taken once is taken for ever: ResourceInUse', async () => {
  await create('taken');
  await ended('taken');
  expect(await errorOf(create('taken'))).toMatch(/^ResourceInUse: .*already exists/);
});

test('a job that is not there is ResourceNotFound, for Describe and Stop', async () => {
  expect(await errorOf(describe('nowhere'))).toMatch(/^ResourceNotFound/);
  expect(await errorOf(stop('nowhere'))).toMatch(/^ResourceNotFound/);
});

test('a failed job tells its reason, cut to 1,024 characters', async () => {
  await create('held-fails');
  await until(() => plane.engine.jobs.find(({ name }) => name === 'held-fails'));
  plane.engine
    .job('held-fails')
    .finish({ status: 'Failed', secondaryStatus: 'Failed', failureReason: 'x'.repeat(2000) });
  const job = await ended('held-fails');
  expect(job).toMatchObject({
    TrainingJobStatus: 'Failed',
    SecondaryStatus: 'Failed',
    FailureReason: 'x'.repeat(1024),
  });
});

test('a request the service model refuses is a ValidationException, and no job comes of it', async () => {
  expect(await errorOf(create('bad_name'))).toMatch(
    /^ValidationException: 1 validation error detected: Value 'bad_name'/,
  );
  expect(await errorOf(describe('bad-name'))).toMatch(/^ResourceNotFound/);
});

test('two jobs run at once; a third waits as Starting, and runs when one has ended', async () => {
  for (const name of ['held-1', 'held-2', 'held-3']) await create(name);
  await until(() => plane.engine.jobs.find(({ name }) => name === 'held-2'));
  expect(plane.engine.jobs.filter(({ name }) => name.startsWith('held-3'))).toEqual([]);
  expect((await describe('held-3')).SecondaryStatus).toBe('Starting');
  plane.engine.job('held-1').finish({});
  await until(() => plane.engine.jobs.find(({ name }) => name === 'held-3'));
  for (const name of ['held-2', 'held-3']) plane.engine.job(name).finish({});
  expect((await ended('held-3')).TrainingJobStatus).toBe('Completed');
});

test('StopTrainingJob ends a running job and one that waits; both are Stopped', async () => {
  for (const name of ['held-a', 'held-b', 'held-waits']) await create(name);
  await until(() => plane.engine.jobs.find(({ name }) => name === 'held-b'));
  await stop('held-waits');
  await stop('held-a');
  expect((await ended('held-a')).SecondaryStatus).toBe('Stopped');
  expect((await ended('held-waits')).TrainingJobStatus).toBe('Stopped');
  expect(plane.engine.jobs.some(({ name }) => name === 'held-waits')).toBe(false);
  await stop('held-b');
  await ended('held-b');
});

test('ListTrainingJobs filters by name and status, and gives pages', async () => {
  for (const name of ['list-1', 'list-2', 'list-3']) await create(name);
  for (const name of ['list-1', 'list-2', 'list-3']) await ended(name);
  const first = await plane.client.send(
    new ListTrainingJobsCommand({
      NameContains: 'LIST-',
      MaxResults: 2,
      SortBy: 'Name',
      SortOrder: 'Descending',
    }),
  );
  expect(first.TrainingJobSummaries?.map((job) => job.TrainingJobName)).toEqual(['list-3', 'list-2']);
  const second = await plane.client.send(
    new ListTrainingJobsCommand({
      ...{ NameContains: 'list-', MaxResults: 2, SortBy: 'Name', SortOrder: 'Descending' },
      NextToken: first.NextToken,
    }),
  );
  expect(second.TrainingJobSummaries?.map((job) => job.TrainingJobName)).toEqual(['list-1']);
  expect(second.NextToken).toBeUndefined();
  const failed = await plane.client.send(new ListTrainingJobsCommand({ StatusEquals: 'Failed' }));
  expect(failed.TrainingJobSummaries?.map((job) => job.TrainingJobName)).toEqual(['held-fails']);
  const later = await plane.client.send(
    new ListTrainingJobsCommand({ CreationTimeAfter: new Date(Date.now() + 60_000) }),
  );
  expect(later.TrainingJobSummaries).toEqual([]);
});
