import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalSageMaker, startLocalSageMaker, until } from './support/local-sagemaker.ts';
import { model, trainingJob, transformJob, variant } from './support/requests.ts';

let local: LocalSageMaker;
let stateDirectory: string;
beforeEach(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'gyre-sagemaker-'));
  local = await startLocalSageMaker({ stateDirectory });
});
afterEach(() => local.stop());

const config = (EndpointConfigName: string) => ({
  EndpointConfigName,
  ProductionVariants: [variant('v1', 'm')],
});
const NAMES = ['a-1', 'a-2', 'a-3', 'b-1'];

/** Three of each kind whose name holds `a-`, and one other. */
async function four(): Promise<void> {
  await local.sagemaker.createModel(model('m'));
  for (const name of NAMES) {
    await local.sagemaker.createModel(model(name));
    await local.sagemaker.createEndpointConfig(config(name));
    await local.sagemaker.createEndpoint({ EndpointName: name, EndpointConfigName: name });
    await local.sagemaker.createTrainingJob(trainingJob(name));
    await local.sagemaker.createTransformJob(transformJob(name, name));
  }
}

const query = { NameContains: 'A-', SortBy: 'Name', SortOrder: 'Descending', MaxResults: 2 } as const;
type Page = { readonly names: (string | undefined)[] | undefined; readonly next: string | undefined };
const LISTS: Readonly<Record<string, (NextToken?: string) => Promise<Page>>> = {
  async ListModels(NextToken) {
    const page = await local.sagemaker.listModels({ ...query, NextToken });
    return { names: page.Models?.map((found) => found.ModelName), next: page.NextToken };
  },
  async ListEndpointConfigs(NextToken) {
    const page = await local.sagemaker.listEndpointConfigs({ ...query, NextToken });
    return { names: page.EndpointConfigs?.map((found) => found.EndpointConfigName), next: page.NextToken };
  },
  async ListEndpoints(NextToken) {
    const page = await local.sagemaker.listEndpoints({ ...query, NextToken });
    return { names: page.Endpoints?.map((found) => found.EndpointName), next: page.NextToken };
  },
  async ListTrainingJobs(NextToken) {
    const page = await local.sagemaker.listTrainingJobs({ ...query, NextToken });
    return { names: page.TrainingJobSummaries?.map((found) => found.TrainingJobName), next: page.NextToken };
  },
  async ListTransformJobs(NextToken) {
    const page = await local.sagemaker.listTransformJobs({ ...query, NextToken });
    return {
      names: page.TransformJobSummaries?.map((found) => found.TransformJobName),
      next: page.NextToken,
    };
  },
};

test('every list filters without regard to case, sorts, and gives each name once over its pages', async () => {
  await four();
  for (const [operation, list] of Object.entries(LISTS)) {
    const first = await list();
    expect([operation, first.names]).toEqual([operation, ['a-3', 'a-2']]);
    const second = await list(first.next);
    expect([operation, second]).toEqual([operation, { names: ['a-1'], next: undefined }]);
    await expect(list('not-a-token')).rejects.toMatchObject({ name: 'ValidationException' });
  }
});

test('lists are filtered by time and by status', async () => {
  await four();
  const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];
  expect((await local.sagemaker.listModels({ CreationTimeAfter: future })).Models).toEqual([]);
  expect((await local.sagemaker.listModels({ CreationTimeBefore: past })).Models).toEqual([]);
  expect(
    (await local.sagemaker.listModels({ CreationTimeAfter: past, CreationTimeBefore: future })).Models,
  ).toHaveLength(5);
  await until(
    () => local.sagemaker.listEndpoints({ StatusEquals: 'InService' }),
    ({ Endpoints }) => Endpoints?.length === NAMES.length,
  );
  expect((await local.sagemaker.listEndpoints({ StatusEquals: 'Failed' })).Endpoints).toEqual([]);
});

test('tags are added, replaced, told and taken away; a new resource of a used name has none of the old', async () => {
  const ResourceArn = 'arn:aws:sagemaker:us-east-1:000000000000:model/m';
  const tags = async () => (await local.sagemaker.listTags({ ResourceArn })).Tags;
  await local.sagemaker.createModel({ ...model('m'), Tags: [{ Key: 'stage', Value: 'one' }] });
  await local.sagemaker.addTags({
    ResourceArn,
    Tags: [
      { Key: 'stage', Value: 'two' },
      { Key: 'owner', Value: 'ü' },
    ],
  });
  expect(await tags()).toEqual([
    { Key: 'stage', Value: 'two' },
    { Key: 'owner', Value: 'ü' },
  ]);
  await local.sagemaker.deleteTags({ ResourceArn, TagKeys: ['stage'] });
  expect(await tags()).toEqual([{ Key: 'owner', Value: 'ü' }]);
  await local.sagemaker.deleteModel({ ModelName: 'm' });
  await local.sagemaker.createModel(model('m'));
  expect(await tags()).toEqual([]);
});

test('an endpoint config is refused with variants of one name, without instances, serverless, or two shadows', async () => {
  await local.sagemaker.createModel(model('m'));
  const create = (ProductionVariants: object[], more: object = {}) =>
    local.sagemaker.createEndpointConfig({ EndpointConfigName: 'c', ProductionVariants, ...more } as never);
  const one = variant('v1', 'm');
  const bare = { VariantName: 'v1', ModelName: 'm' };
  const serverless = { ...bare, ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 1 } };
  const cases: readonly [Promise<unknown>, RegExp][] = [
    [create([one, one]), /unique/],
    [create([bare]), /InstanceType and InitialInstanceCount/],
    [create([serverless]), /Serverless variants are not served locally/],
    [
      create([one, variant('v2', 'm')], { ShadowProductionVariants: [variant('s', 'm')] }),
      /one shadow variant/,
    ],
  ];
  for (const [answer, message] of cases) {
    await expect(answer).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message) as string,
    });
  }
});

test('L-01 what cannot be written is refused, and nothing is remembered of it', async () => {
  for (const kind of ['models', 'training-jobs']) await rm(join(stateDirectory, kind), { recursive: true });
  const unavailable = {
    $metadata: { httpStatusCode: 503 },
    message: expect.stringContaining('nothing was changed') as string,
  };
  await expect(local.sagemaker.createModel(model('m'))).rejects.toMatchObject(unavailable);
  await expect(local.sagemaker.createTrainingJob(trainingJob('t'))).rejects.toMatchObject(unavailable);
  await expect(local.sagemaker.describeModel({ ModelName: 'm' })).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await expect(local.sagemaker.describeTrainingJob({ TrainingJobName: 't' })).rejects.toMatchObject({
    name: 'ResourceNotFound',
  });
  expect(local.engine.started).toEqual([]);
});

test('L-01 models, configs, tags and finished jobs are there after the server was killed', async () => {
  await local.sagemaker.createModel({ ...model('m'), Tags: [{ Key: 'a', Value: 'b' }] });
  await local.sagemaker.createEndpointConfig(config('c'));
  await local.sagemaker.createTrainingJob(trainingJob('t'));
  local.engine.jobs.get('t')?.finish();
  const isOver = () => local.sagemaker.describeTrainingJob({ TrainingJobName: 't' });
  const before = await until(isOver, ({ TrainingJobStatus }) => TrainingJobStatus === 'Completed');
  local = await local.crashAndRestart();
  const { $metadata } = await isOver();
  expect({ ...(await isOver()), $metadata }).toEqual({ ...before, $metadata });
  const { ModelArn } = await local.sagemaker.describeModel({ ModelName: 'm' });
  expect((await local.sagemaker.listTags({ ResourceArn: ModelArn })).Tags).toEqual([
    { Key: 'a', Value: 'b' },
  ]);
  expect(
    (await local.sagemaker.describeEndpointConfig({ EndpointConfigName: 'c' })).ProductionVariants,
  ).toHaveLength(1);
  expect(local.engine.started).toEqual([]);
});
