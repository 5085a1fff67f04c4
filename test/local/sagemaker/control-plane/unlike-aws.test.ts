/** What `local/FIDELITY.md` says of SageMaker local, row by row. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalSageMaker, startLocalSageMaker, until } from './support/local-sagemaker.ts';
import {
  CAPTURE,
  canary,
  describeEndpoint,
  invoke,
  model,
  settled,
  transformJob,
  variant,
} from './support/requests.ts';

let local: LocalSageMaker;
beforeEach(async () => {
  local = await startLocalSageMaker();
});
afterEach(() => local.stop());

test('a variant is one process, whatever its number of instances', async () => {
  await local.sagemaker.createModel(model('m'));
  const ProductionVariants = [{ ...variant('v1', 'm'), InitialInstanceCount: 4 }];
  await local.sagemaker.createEndpointConfig({ EndpointConfigName: 'c', ProductionVariants });
  await local.sagemaker.createEndpoint({ EndpointName: 'e', EndpointConfigName: 'c' });
  const { ProductionVariants: described } = await settled(local);
  expect(described?.[0]).toMatchObject({ CurrentInstanceCount: 4, DesiredInstanceCount: 4 });
  expect(local.engine.aliveModels()).toEqual(['m']);
});

test('the digest of an image is that of its name: the same for the same tag, another for another', async () => {
  await canary(local);
  const { sagemaker } = local;
  const request = model('other');
  const Image = `${request.PrimaryContainer.Image.split(':')[0]}:3.2-0`;
  await sagemaker.createModel({ ...request, PrimaryContainer: { ...request.PrimaryContainer, Image } });
  const ProductionVariants = [variant('v1', 'm1'), variant('v2', 'm2'), variant('v3', 'other')];
  await sagemaker.createEndpointConfig({ EndpointConfigName: 'three', ProductionVariants });
  await sagemaker.updateEndpoint({ EndpointName: 'e', EndpointConfigName: 'three' });
  const { ProductionVariants: described = [] } = await settled(local);
  const [one, two, three] = described.map(({ DeployedImages }) => DeployedImages?.[0]?.ResolvedImage);
  expect(one).toMatch(/sagemaker-xgboost@sha256:[0-9a-f]{64}$/);
  expect(two).toBe(one);
  expect(three).not.toBe(one);
});

test('an update to the config in use is taken, and starts a new fleet', async () => {
  await canary(local);
  await local.sagemaker.updateEndpoint({ EndpointName: 'e', EndpointConfigName: 'c1' });
  expect(await settled(local)).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'c1' });
  expect(local.engine.servers).toHaveLength(2);
  await until(
    () => local.engine.aliveModels(),
    (models) => models.length === 1,
  );
});

test('capture lies in S3 after about a second', async () => {
  await canary(local, CAPTURE);
  const begin = performance.now();
  await invoke(local);
  await until(
    () => local.emulator.objects.size,
    (count) => count === 1,
  );
  expect(performance.now() - begin).toBeLessThan(3000);
});

test('the start of a transform job is when its turn comes, not when it was asked for', async () => {
  await local.sagemaker.createModel(model('m'));
  for (const name of ['t1', 't2', 't3']) await local.sagemaker.createTransformJob(transformJob(name, 'm'));
  const look = (TransformJobName: string) => local.sagemaker.describeTransformJob({ TransformJobName });
  expect((await look('t1')).TransformStartTime).toBeInstanceOf(Date);
  expect((await look('t3')).TransformStartTime).toBeUndefined();
  local.engine.jobs.get('t1')?.finish();
  await until(
    () => look('t3'),
    ({ TransformStartTime }) => TransformStartTime !== undefined,
  );
});

test('DescribeEndpoint of what is being created tells no variants yet', async () => {
  await local.sagemaker.createModel(model('slow', { START_MS: '200' }));
  await local.sagemaker.createEndpointConfig({
    EndpointConfigName: 'c',
    ProductionVariants: [variant('v1', 'slow')],
  });
  await local.sagemaker.createEndpoint({ EndpointName: 'e', EndpointConfigName: 'c' });
  const endpoint = await describeEndpoint(local);
  expect(endpoint.EndpointStatus).toBe('Creating');
  expect(endpoint.ProductionVariants).toBeUndefined();
  await settled(local);
});
