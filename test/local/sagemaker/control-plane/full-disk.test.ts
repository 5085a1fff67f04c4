/**
 * SageMaker local on a disk that is full. A link to /dev/full in the place of the file that is to be written takes the
 * next write of one resource for a full disk; the store clears it away, so the write after that finds room again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LocalSageMaker, startLocalSageMaker, until } from './support/local-sagemaker.ts';
import { model, trainingJob, transformJob, variant } from './support/requests.ts';

const FULL_DISK = '/dev/full';
const NAME = 'resource';
let local: LocalSageMaker;
let stateDirectory: string;

beforeEach(async () => {
  stateDirectory = mkdtempSync(join(tmpdir(), 'gyre-sagemaker-'));
  local = await startLocalSageMaker({ stateDirectory });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await local.stop();
});

const fileOf = (kind: string, name = NAME) =>
  join(stateDirectory, kind, `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.json`);
const fillDiskFor = (kind: string) => symlinkSync(FULL_DISK, `${fileOf(kind)}.new`);

const EndpointConfigName = 'config';
const config = (name: string) => ({
  EndpointConfigName: name,
  ProductionVariants: [variant('v1', 'model')],
});

const CASES: Readonly<
  Record<string, readonly [create: () => Promise<unknown>, describe: () => Promise<unknown>]>
> = {
  models: [
    () => local.sagemaker.createModel(model(NAME)),
    () => local.sagemaker.describeModel({ ModelName: NAME }),
  ],
  'endpoint-configs': [
    () => local.sagemaker.createEndpointConfig(config(NAME)),
    () => local.sagemaker.describeEndpointConfig({ EndpointConfigName: NAME }),
  ],
  endpoints: [
    () => local.sagemaker.createEndpoint({ EndpointName: NAME, EndpointConfigName }),
    () => local.sagemaker.describeEndpoint({ EndpointName: NAME }),
  ],
  'training-jobs': [
    () => local.sagemaker.createTrainingJob(trainingJob(NAME)),
    () => local.sagemaker.describeTrainingJob({ TrainingJobName: NAME }),
  ],
  'transform-jobs': [
    () => local.sagemaker.createTransformJob(transformJob(NAME, 'model')),
    () => local.sagemaker.describeTransformJob({ TransformJobName: NAME }),
  ],
};

describe.skipIf(!existsSync(FULL_DISK))('L-08 on a full disk', () => {
  test.each(Object.entries(CASES))(
    '%s: what is asked for is refused whole, and granted when there is room',
    async (kind, [create, look]) => {
      await local.sagemaker.createModel(model('model'));
      await local.sagemaker.createEndpointConfig(config(EndpointConfigName));
      fillDiskFor(kind);
      await expect(create()).rejects.toMatchObject({
        name: 'ServiceUnavailable',
        message: 'the state could not be written (ENOSPC); nothing was changed',
        $metadata: { httpStatusCode: 503 },
      });
      await expect(look()).rejects.toMatchObject({
        message: expect.stringMatching(/could not find|not found/i) as string,
      });
      expect([local.engine.started, local.engine.servers]).toEqual([[], []]);
      expect(existsSync(fileOf(kind))).toBe(false);
      await create();
      expect(await look()).toMatchObject({ $metadata: { httpStatusCode: 200 } });
      expect(existsSync(fileOf(kind))).toBe(true);
    },
  );

  test('the end of a job is told at once, and written as soon as there is room', async () => {
    let isFull = true;
    // The server complains of each write that failed, and the disk is as full as before.
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {
      if (isFull) fillDiskFor('training-jobs');
    });
    const look = () => local.sagemaker.describeTrainingJob({ TrainingJobName: NAME });
    const written = () => readFileSync(fileOf('training-jobs'), 'utf8');
    await local.sagemaker.createTrainingJob(trainingJob(NAME));
    await until(look, ({ SecondaryStatus }) => SecondaryStatus === 'Training');
    fillDiskFor('training-jobs');
    local.engine.jobs.get(NAME)?.finish();
    await until(look, ({ TrainingJobStatus }) => TrainingJobStatus === 'Completed');
    expect(written()).not.toContain('"Completed"');
    isFull = false;
    await until(written, (text) => text.includes('"Completed"'));
    expect(complaints.mock.calls.flat().join('\n')).toMatch(/state of resource not written yet: .*ENOSPC/);
    local = await local.crashAndRestart();
    expect((await look()).TrainingJobStatus).toBe('Completed');
  });
});
