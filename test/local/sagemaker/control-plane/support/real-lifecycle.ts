/** A real cloud with the real SageMaker local, and a small real model: y = 3 x1 + x2^2. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  type CreateTrainingJobCommandInput,
  type CreateTransformJobCommandInput,
  SageMaker,
} from '@aws-sdk/client-sagemaker';
import { SageMakerRuntime } from '@aws-sdk/client-sagemaker-runtime';
import { packSource } from '#lib/config/pack-source';
import { startTestCloud, type TestCloud } from '../../../cloud/support/test-cloud.ts';

export const BUCKET = 'lifecycle';
export const IMAGE = '683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5';
export const ROLE = 'arn:aws:iam::000000000000:role/x';
const ENTRY = join(import.meta.dirname, '..', '..', '..', '..', '..', 'local', 'sagemaker', 'main.ts');
const ROWS = 2000;
const HOLDOUT_ROWS = 100;

/** Trains with the real library; waits first, where a test needs time to cut it off. */
const TRAIN = `
import argparse, os, time
import numpy as np, xgboost as xgb
p = argparse.ArgumentParser()
p.add_argument('--rounds', type=int, default=20)
p.add_argument('--wait-seconds', type=float, default=0)
a = p.parse_args()
print('waiting', flush=True)
time.sleep(a.wait_seconds)
d = np.loadtxt(os.path.join(os.environ['SM_CHANNEL_TRAIN'], 'data.csv'), delimiter=',')
b = xgb.train({'max_depth': 4, 'nthread': 1}, xgb.DMatrix(d[:, 1:], d[:, 0]), a.rounds)
b.save_model(os.path.join(os.environ['SM_MODEL_DIR'], 'model.ubj'))
`;

export interface RealLifecycle {
  readonly cloud: TestCloud;
  readonly sagemaker: SageMaker;
  readonly runtime: SageMakerRuntime;
  /** Rows of the hold-out: id, label, x1, x2. */
  readonly holdout: readonly (readonly string[])[];
  stop(): Promise<void>;
}

export async function startRealLifecycle(): Promise<RealLifecycle> {
  const cloud = await startTestCloud({ sagemakerCommand: [process.execPath, ENTRY] });
  const connection = {
    ...{ endpoint: cloud.running.emulator.url, region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const rows = tableRows();
  const put = (Key: string, Body: string | Buffer) =>
    cloud.clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  await cloud.clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await put('train/data.csv', `${rows.map((row) => row.join(',')).join('\n')}\n`);
  const holdout = rows.slice(0, HOLDOUT_ROWS).map((row, i) => [`id${i}`, ...row]);
  await put('holdout/rows.csv', `${holdout.map((row) => row.join(',')).join('\n')}\n`);
  await put('code/sourcedir.tar.gz', sourceBundle());
  return {
    ...{ cloud, holdout, sagemaker: new SageMaker(connection), runtime: new SageMakerRuntime(connection) },
    stop: () => cloud.stop(),
  };
}

/** Label, x1, x2; the same in every run. */
function tableRows(): string[][] {
  let state = 1;
  const next = () => (state = (state * 16807) % 2147483647) / 2147483647;
  return Array.from({ length: ROWS }, () => {
    const [x1, x2] = [next(), next()];
    return [3 * x1 + x2 ** 2, x1, x2].map((value) => value.toFixed(5));
  });
}

function sourceBundle(): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'gyre-source-'));
  try {
    writeFileSync(join(directory, 'train.py'), TRAIN);
    return packSource({ directory, entryPoint: 'train.py' });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const channel = (ChannelName: string, ContentType: string) => ({
  ...{ ChannelName, ContentType },
  DataSource: {
    S3DataSource: {
      ...{ S3DataType: 'S3Prefix' as const, S3DataDistributionType: 'FullyReplicated' as const },
      S3Uri: `s3://${BUCKET}/${ChannelName}/`,
    },
  },
});

export const realTraining = (name: string, waitSeconds = 0): CreateTrainingJobCommandInput => ({
  TrainingJobName: name,
  RoleArn: ROLE,
  EnableNetworkIsolation: true,
  AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
  InputDataConfig: [channel('train', 'text/csv'), channel('code', 'application/gzip')],
  OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/out` },
  ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 10 },
  StoppingCondition: { MaxRuntimeInSeconds: 600 },
  HyperParameters: {
    sagemaker_program: 'gyre_entry.py',
    sagemaker_submit_directory: '/opt/ml/input/data/code/sourcedir.tar.gz',
    rounds: '30',
    'wait-seconds': String(waitSeconds),
  },
  Environment: { GYRE_ENTRY_POINT: 'train.py' },
});

export const realModel = (name: string) => ({
  ModelName: name,
  ExecutionRoleArn: ROLE,
  EnableNetworkIsolation: true,
  PrimaryContainer: {
    Image: IMAGE,
    ModelDataUrl: `s3://${BUCKET}/out/${name}/output/model.tar.gz`,
    Environment: {
      SAGEMAKER_PROGRAM: 'inference.py',
      SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code',
    },
  },
});

export const realTransform = (name: string): CreateTransformJobCommandInput => ({
  TransformJobName: name,
  ModelName: name,
  BatchStrategy: 'MultiRecord',
  TransformInput: {
    ...{ ContentType: 'text/csv', SplitType: 'Line' },
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${BUCKET}/holdout/` } },
  },
  TransformOutput: {
    S3OutputPath: `s3://${BUCKET}/scores/${name}`,
    Accept: 'text/csv',
    AssembleWith: 'Line',
  },
  DataProcessing: { JoinSource: 'Input', InputFilter: '$[2:]', OutputFilter: '$[0,1,-1]' },
  TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
});
