/** A host for the engine with an S3 in memory, and short ways to say a job. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type {
  CreateModelCommandInput,
  CreateTrainingJobCommandInput,
  CreateTransformJobCommandInput,
} from '@aws-sdk/client-sagemaker';
import { extract } from 'tar-stream';
import { packTar } from '#lib/config/pack-tar';
import type { EngineHost } from '#local/sagemaker/engine/types';
import { startS3Stub, type S3Stub } from './s3-stub.ts';

export const IMAGE = '683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5';
export const BUCKET = 'staging';
const REPOSITORY = resolve(import.meta.dirname, '../../../..');
export const CONTAINERS = join(REPOSITORY, 'containers');

/** Python with xgboost: the project's own environment, or the one a developer names. */
export const PYTHON = process.env['GYRE_TEST_PYTHON'] ?? join(REPOSITORY, '.venv', 'bin', 'python');

export interface Fixture {
  readonly host: EngineHost;
  readonly s3: S3Stub;
  /** Lines by `group stream`. */
  readonly lines: string[];
  readonly groups: Set<string>;
  put(key: string, body: string | Buffer): string;
  text(key: string): string | undefined;
  close(): Promise<void>;
}

export async function engineFixture(): Promise<Fixture> {
  if (!existsSync(PYTHON)) throw new Error(`no Python at ${PYTHON}: run the set-up, or set GYRE_TEST_PYTHON`);
  const s3 = await startS3Stub();
  const baseDirectory = mkdtempSync(join(tmpdir(), 'gyre-engine-test-'));
  const lines: string[] = [];
  const groups = new Set<string>();
  return {
    s3,
    lines,
    groups,
    host: {
      baseDirectory,
      python: PYTHON,
      s3: s3.client,
      region: 'us-east-1',
      accountId: '000000000000',
      publishLog: async (group, _stream, added) => {
        groups.add(group);
        lines.push(...added);
      },
    },
    put(key, body) {
      s3.objects.set(`${BUCKET}/${key}`, Buffer.from(body));
      return `s3://${BUCKET}/${key}`;
    },
    text: (key) => s3.objects.get(`${BUCKET}/${key}`)?.toString('utf8'),
    async close() {
      await s3.close();
      rmSync(baseDirectory, { recursive: true, force: true });
    },
  };
}

/** A source archive of small files. */
export function sourceArchive(files: Readonly<Record<string, string | Buffer>>): Buffer {
  return gzipSync(
    packTar(Object.entries(files).map(([name, bytes]) => ({ name, bytes: Buffer.from(bytes) }))),
  );
}

export const containerFile = (name: string): string => readFileSync(join(CONTAINERS, name), 'utf8');

export interface TrainingOptions {
  readonly name?: string;
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly hyperparameters?: Readonly<Record<string, string>>;
  readonly channels?: Readonly<Record<string, string>>;
  readonly change?: Partial<CreateTrainingJobCommandInput>;
}

/** A job as the product sends it: the source in the channel `code`, the network closed. */
export function trainingRequest(fixture: Fixture, options: TrainingOptions): CreateTrainingJobCommandInput {
  const name = options.name ?? 'job-1';
  const source = fixture.put(`${name}/code/sourcedir.tar.gz`, sourceArchive(options.files ?? {}));
  const channels = { ...options.channels, code: source };
  return {
    TrainingJobName: name,
    RoleArn: 'arn:aws:iam::000000000000:role/model',
    AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
    EnableNetworkIsolation: true,
    HyperParameters: {
      sagemaker_program: 'train.py',
      sagemaker_submit_directory: '/opt/ml/input/data/code/sourcedir.tar.gz',
      ...options.hyperparameters,
    },
    InputDataConfig: Object.entries(channels).map(([ChannelName, S3Uri]) => ({
      ChannelName,
      DataSource: {
        S3DataSource: { S3DataType: 'S3Prefix', S3Uri, S3DataDistributionType: 'FullyReplicated' },
      },
    })),
    OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/output` },
    ResourceConfig: { InstanceCount: 1, InstanceType: 'ml.m5.xlarge', VolumeSizeInGB: 10 },
    StoppingCondition: { MaxRuntimeInSeconds: 600 },
    ...options.change,
  };
}

export function modelRequest(
  archive: string,
  environment: Record<string, string> = {},
): CreateModelCommandInput {
  return {
    ModelName: 'model-1',
    EnableNetworkIsolation: true,
    PrimaryContainer: {
      Image: IMAGE,
      ModelDataUrl: archive,
      Environment: {
        SAGEMAKER_PROGRAM: 'inference.py',
        SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code',
        ...environment,
      },
    },
  };
}

export function transformRequest(
  input: string,
  change: Partial<CreateTransformJobCommandInput> = {},
): CreateTransformJobCommandInput {
  return {
    TransformJobName: 'transform-1',
    ModelName: 'model-1',
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: input } },
      ContentType: 'text/csv',
      SplitType: 'Line',
    },
    TransformOutput: { S3OutputPath: `s3://${BUCKET}/scores`, Accept: 'text/csv', AssembleWith: 'Line' },
    TransformResources: { InstanceCount: 1, InstanceType: 'ml.m5.large' },
    BatchStrategy: 'MultiRecord',
    DataProcessing: { JoinSource: 'Input', InputFilter: '$[2:]', OutputFilter: '$[0,1,-1]' },
    ...change,
  };
}

/** Names and texts of an archive's files. */
export async function unpacked(archive: Buffer): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const entries = extract();
  entries.end(gunzipSync(archive));
  for await (const entry of entries) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    if (entry.header.type === 'file') files[entry.header.name] = Buffer.concat(chunks).toString('utf8');
  }
  return files;
}

/** True while a process of that id lives and is no zombie. */
export function isAlive(pid: number): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return state !== '' && !state.startsWith('Z');
  } catch {
    return false;
  }
}

/** Inference code that answers the sum of each row: a model without a library. */
export const SUM_INFERENCE = `
def model_fn(model_dir):
    return None

def input_fn(body, content_type):
    return [[float(cell or 0) for cell in line.split(",")] for line in body.splitlines()]

def predict_fn(rows, model):
    return [sum(row) for row in rows]

def output_fn(sums, accept):
    return "".join("%s\\n" % value for value in sums), accept
`;

export function sumModel(
  fixture: Fixture,
  inference = SUM_INFERENCE,
  key = 'models/sum/model.tar.gz',
): string {
  return fixture.put(key, sourceArchive({ 'model.txt': 'x', 'code/inference.py': inference }));
}

/** A wheel with one module, made by Python's own zip writer. */
export function wheelOf(module: string, text: string): Buffer {
  const code = `
import sys, zipfile
with zipfile.ZipFile(sys.stdout.buffer, "w") as wheel:
    wheel.writestr("${module}.py", ${JSON.stringify(text)})
    info = "${module}-1.0.dist-info/"
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: ${module.replace('_', '-')}\\nVersion: 1.0\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "")
`;
  return execFileSync(PYTHON, ['-c', code]);
}
