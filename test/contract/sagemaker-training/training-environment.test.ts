/**
 * The local container held against AWS's own toolkit: the same files under /opt/ml, the same script, and every
 * variable and argument that the script sees must be equal, key by key.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { beforeAll, describe, expect, it } from 'vitest';
import { packTar } from '#lib/config/pack-tar';
import { startContainer } from '#local/sagemaker/engine/process/container-process';
import { CONTAINER_DIRECTORY } from '#local/sagemaker/engine/process/sandbox';
import { containerInput, type ContainerInput } from '#local/sagemaker/engine/training/container-input';
import { prepareToolkit, type Toolkit } from './prepare-toolkit.ts';

const PREPARATION_TIMEOUT_MS = 900_000;
const SCRIPT = `
import json, os, sys
with open(os.path.join(os.environ["SM_MODEL_DIR"], "seen.json"), "w") as file:
    json.dump({"environment": dict(os.environ), "arguments": sys.argv[1:], "cwd": os.getcwd()}, file)
`;
const ARCHIVE = '/opt/ml/input/data/code/sourcedir.tar.gz';

const request = (change: Partial<CreateTrainingJobCommandInput>): CreateTrainingJobCommandInput => ({
  TrainingJobName: 'job-1',
  RoleArn: 'arn:aws:iam::000000000000:role/model',
  AlgorithmSpecification: { TrainingInputMode: 'File' },
  OutputDataConfig: { S3OutputPath: 's3://staging/output' },
  ResourceConfig: { InstanceCount: 1, InstanceType: 'ml.m5.xlarge', VolumeSizeInGB: 10 },
  StoppingCondition: {},
  HyperParameters: { sagemaker_program: 'train.py' },
  ...change,
});
const channel = (name: string, ContentType?: string) => ({
  ChannelName: name,
  DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri: `s3://staging/${name}` } },
  ...(ContentType === undefined ? {} : { ContentType }),
});

interface Shape {
  readonly request: CreateTrainingJobCommandInput;
  /** What a request cannot say here: more than one host. */
  readonly change?: (input: ContainerInput) => ContainerInput;
}

const shapes: Readonly<Record<string, Shape>> = {
  plain: { request: request({}) },
  'hyperparameters of all kinds': {
    request: request({
      HyperParameters: {
        sagemaker_program: '"train.py"',
        sagemaker_region: '"eu-west-1"',
        sagemaker_job_name: '"job-1"',
        sagemaker_container_log_level: '10',
        sagemaker_parameter_server_enabled: 'true',
        sagemaker_own_framework_setting: '{"b": [1, 2], "a": null}',
        _tuning_objective_metric: 'rmse',
        integer: '6',
        negative: '-1',
        float: '0.10',
        exponent: '1e-05',
        huge: '123456789012345678901234567890',
        bool: 'true',
        off: 'false',
        nothing: 'null',
        text: 'plain text',
        quoted: '"quoted"',
        number_text: '"10"',
        empty: '',
        list: '[1, "two", 3.5, null]',
        map: '{"z": 1, "a": {"b": true}}',
        unicode: 'Zürich 東京',
        'max-depth': '6',
        'with.dot': 'x',
        MiXed: 'Case',
        n: '1',
        nan: 'NaN',
        infinity: 'Infinity',
        almost: '{not json',
        space: ' 5 ',
      },
    }),
  },
  'several channels': {
    request: request({
      InputDataConfig: [
        channel('train', 'text/csv'),
        channel('validation'),
        channel('Extra-data_2', 'application/json'),
      ],
    }),
  },
  'instance group of two kinds of machines': {
    request: request({
      HyperParameters: {
        sagemaker_program: 'train.py',
        sagemaker_distribution_instance_groups: '["workers"]',
      },
      ResourceConfig: {
        InstanceGroups: [{ InstanceGroupName: 'workers', InstanceCount: 1, InstanceType: 'ml.c5.xlarge' }],
        VolumeSizeInGB: 10,
      },
    }),
    change: (input) => ({
      ...input,
      resourceConfig: {
        ...input.resourceConfig,
        hosts: ['algo-1', 'algo-2', 'algo-3'],
        instance_groups: [
          { instance_group_name: 'servers', instance_type: 'ml.m5.large', hosts: ['algo-2', 'algo-3'] },
          { instance_group_name: 'workers', instance_type: 'ml.c5.xlarge', hosts: ['algo-1'] },
        ],
      },
    }),
  },
  'source as a channel, network closed': {
    request: request({
      EnableNetworkIsolation: true,
      HyperParameters: { sagemaker_program: 'train.py', sagemaker_submit_directory: ARCHIVE, eta: '0.3' },
      InputDataConfig: [channel('train', 'text/csv'), channel('code')],
      Environment: { GYRE_ENTRY_POINT: 'train.py' },
    }),
  },
};

interface Seen {
  readonly environment: Readonly<Record<string, string>>;
  readonly arguments: readonly string[];
  readonly cwd: string;
}

/** Lays the files out, runs one of the two `train` commands over them, and reads what the script saw. */
async function seenBy(
  command: readonly string[],
  shape: Shape,
  base: string,
  more: Record<string, string>,
): Promise<Seen> {
  await rm(base, { recursive: true, force: true });
  for (const folder of ['input/config', 'input/data/code', 'model', 'output/data', 'code']) {
    await mkdir(join(base, folder), { recursive: true });
  }
  const input = shape.change?.(containerInput(shape.request, base)) ?? containerInput(shape.request, base);
  for (const [name, content] of Object.entries(input)) {
    await writeFile(join(base, 'input/config', `${name.toLowerCase()}.json`), JSON.stringify(content));
  }
  await writeFile(join(base, 'code/train.py'), SCRIPT);
  const archive = gzipSync(packTar([{ name: 'train.py', bytes: Buffer.from(SCRIPT) }]));
  await writeFile(join(base, 'input/data/code/sourcedir.tar.gz'), archive);
  const lines: string[] = [];
  const process = startContainer({
    command,
    directory: base,
    environment: {
      PATH: '/usr/bin:/bin',
      HOME: base,
      LC_ALL: 'C.UTF-8',
      TRAINING_JOB_NAME: 'job-1',
      TRAINING_JOB_ARN: 'arn:aws:sagemaker:eu-west-1:000000000000:training-job/job-1',
      AWS_REGION: 'eu-west-1',
      ...shape.request.Environment,
      ...more,
    },
    onLine: (line) => lines.push(line),
  });
  await process.ended;
  const seen = await readFile(join(base, 'model/seen.json'), 'utf8').catch(() => {
    throw new Error(`the script did not run: ${lines.join('\n')}`);
  });
  return JSON.parse(seen.replaceAll(base, '/opt/ml')) as Seen;
}

/** Of the interpreter or of the way the toolkit is started here, not of the contract. */
const ASIDE = new Set([
  'PYTHONPATH',
  'SAGEMAKER_BASE_DIR',
  'SM_STUDIO_LOCAL_MODE',
  'LC_CTYPE',
  'KMP_DUPLICATE_LIB_OK',
  'KMP_INIT_AT_FORK',
]);
const comparable = (environment: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !ASIDE.has(name)));

describe('the environment of a training script equals that of sagemaker-training 5.1.4', () => {
  let toolkit: Toolkit;
  beforeAll(async () => {
    toolkit = await prepareToolkit();
  }, PREPARATION_TIMEOUT_MS);

  it.each(Object.entries(shapes))('%s', async (_title, shape) => {
    const directory = await mkdtemp(join(tmpdir(), 'gyre-conformance-'));
    const base = join(directory, 'ml');
    try {
      const theirs = await seenBy([toolkit.train], shape, base, {
        SAGEMAKER_BASE_DIR: base,
        // Without it the toolkit waits a quarter of an hour for the name algo-1 to resolve.
        SM_STUDIO_LOCAL_MODE: 'true',
      });
      const driver = [toolkit.python, '-I', join(CONTAINER_DIRECTORY, 'run_training.py'), base];
      const ours = await seenBy(driver, shape, base, {});
      expect(Object.keys(comparable(ours.environment)).sort()).toEqual(
        Object.keys(comparable(theirs.environment)).sort(),
      );
      expect(comparable(ours.environment)).toEqual(comparable(theirs.environment));
      expect(ours.arguments).toEqual(theirs.arguments);
      expect(ours.cwd).toBe(theirs.cwd);
      expect(ours.environment['PYTHONPATH']?.split(':')[0]).toBe('/opt/ml/code');
      expect(theirs.environment['PYTHONPATH']?.split(':')[0]).toBe('/opt/ml/code');
      expect(Object.keys(theirs.environment).filter((name) => name.startsWith('SM_')).length).toBeGreaterThan(
        30,
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
