import { validateRequest } from '#local/sagemaker/schema/validate';
import type { JobDescription, SageMakerControl } from '#ports/sagemaker';
import type { ObjectRef, ObjectStore } from '#ports/object-store';
import { rawArchive } from '#test/unit/sagemaker-engine/tar-zoo';
import { gunzipSync } from 'node:zlib';

interface TrainingRequest {
  readonly TrainingJobName: string;
  readonly InputDataConfig: readonly {
    readonly ChannelName: string;
    readonly DataSource: { readonly S3DataSource: { readonly S3Uri: string } };
  }[];
  readonly OutputDataConfig: { readonly S3OutputPath: string };
}

interface ModelRequest {
  readonly ModelName: string;
  readonly PrimaryContainer: { readonly ModelDataUrl: string };
}

interface TransformRequest {
  readonly TransformJobName: string;
  readonly ModelName: string;
  readonly TransformInput: { readonly DataSource: { readonly S3DataSource: { readonly S3Uri: string } } };
  readonly TransformOutput: { readonly S3OutputPath: string };
}

interface Job extends JobDescription {
  readonly request: unknown;
}

/** How a job ends that does not complete. */
export interface Ending {
  readonly status: 'Failed' | 'Stopped';
  readonly failureReason?: string;
}

/** Rows that the fake learns from: the newest, so that a change of the rule shows at once. */
const LEARNED_ROWS = 200;

const OPERATIONS: Readonly<Record<string, string>> = {
  TrainCandidate: 'CreateTrainingJob',
  CreateContenderModel: 'CreateModel',
  ScoreHoldout: 'CreateTransformJob',
};

function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/**
 * SageMaker in memory, as its integrations with Step Functions look: a job learns `minutes = factor x distance` by
 * least squares, a transform applies it. What ends otherwise is set by the test.
 */
export function fakeSageMaker(store: ObjectStore) {
  const trainingJobs = new Map<string, Job>();
  const transformJobs = new Map<string, Job>();
  const models = new Map<string, ModelRequest>();
  const endings = {
    /** One a training job, first come, first served. */
    training: [] as Ending[],
    /** By a part of the transform job's name. */
    transform: new Map<string, Ending>(),
    /** What a job leaves in place of its archive. */
    artifact: undefined as Uint8Array | 'nothing' | undefined,
    /** What transforms answer in place of a prediction, by a part of the job's name. */
    prediction: new Map<string, string>(),
  };
  const started = new Date('2024-06-01T00:00:00Z');
  const ended = new Date('2024-06-01T00:00:12Z');
  const times = { startedAt: started, endedAt: ended };

  const createTrainingJob = async (request: TrainingRequest) => {
    const name = request.TrainingJobName;
    if (trainingJobs.has(name)) throw failure('SageMaker.ResourceInUseException', 'exists');
    const ending = endings.training.shift();
    if (ending !== undefined) {
      trainingJobs.set(name, { request, ...ending, ...times });
      const cause = { TrainingJobStatus: ending.status, FailureReason: ending.failureReason };
      throw failure('States.TaskFailed', JSON.stringify(cause));
    }
    const train = request.InputDataConfig.find(({ ChannelName }) => ChannelName === 'train');
    const text = await store.readText(place(`${train?.DataSource.S3DataSource.S3Uri ?? ''}train.csv`));
    const factor = leastSquares(text.trimEnd().split('\n').slice(-LEARNED_ROWS));
    const modelArtifactUri = `${request.OutputDataConfig.S3OutputPath}/${name}/output/model.tar.gz`;
    const archive = endings.artifact ?? rawArchive({ name: 'model.json', body: JSON.stringify({ factor }) });
    if (archive !== 'nothing') await store.write(place(modelArtifactUri), archive, 'application/gzip');
    trainingJobs.set(name, { request, status: 'Completed', modelArtifactUri, ...times });
    return { ModelArtifacts: { S3ModelArtifacts: modelArtifactUri } };
  };

  const describeTrainingJob = (name: string) => {
    const job = trainingJobs.get(name);
    if (job === undefined) throw failure('SageMaker.SageMakerException', 'not found');
    return {
      TrainingJobStatus: job.status,
      ...(job.failureReason === undefined ? {} : { FailureReason: job.failureReason }),
      ModelArtifacts: { S3ModelArtifacts: job.modelArtifactUri ?? '' },
    };
  };

  const createTransformJob = async (request: TransformRequest) => {
    const name = request.TransformJobName;
    if (transformJobs.has(name)) throw failure('SageMaker.ResourceInUseException', 'exists');
    const ending = [...endings.transform].find(([part]) => name.includes(part))?.[1];
    if (ending !== undefined) {
      transformJobs.set(name, { request, ...ending, ...times });
      const cause = { TransformJobStatus: ending.status, FailureReason: ending.failureReason };
      throw failure('States.TaskFailed', JSON.stringify(cause));
    }
    const artifact = models.get(request.ModelName)?.PrimaryContainer.ModelDataUrl ?? '';
    const factor = await factorOf(store, place(artifact));
    const fixed = [...endings.prediction].find(([part]) => name.includes(part))?.[1];
    const input = request.TransformInput.DataSource.S3DataSource.S3Uri;
    const lines = (await store.readText(place(`${input}rows.csv`))).trimEnd().split('\n');
    const output = lines.map((line) => {
      const [id = '', label = '', distance = ''] = line.split(',');
      return `${id},${label},${fixed ?? String(factor * Number(distance))}`;
    });
    const to = place(`${request.TransformOutput.S3OutputPath}rows.csv.out`);
    await store.write(to, `${output.join('\n')}\n`, 'text/csv');
    transformJobs.set(name, { request, status: 'Completed', ...times });
    return {};
  };

  const control: Pick<SageMakerControl, 'describeTransformJob'> = {
    describeTransformJob: async (name) => transformJobs.get(name),
  };

  /** The task of a state, for the integrations of the training machine; requests keep the service's constraints. */
  const perform = async (state: string, args: unknown): Promise<unknown> => {
    const operation = OPERATIONS[state];
    if (operation !== undefined) validateRequest(operation, args);
    switch (state) {
      case 'TrainCandidate':
        return createTrainingJob(args as TrainingRequest);
      case 'DescribeTrainingJob':
        return describeTrainingJob((args as TrainingRequest).TrainingJobName);
      case 'FindContenderModel':
        if (models.has((args as ModelRequest).ModelName)) return {};
        throw failure('SageMaker.SageMakerException', 'could not find');
      case 'CreateContenderModel':
        models.set((args as ModelRequest).ModelName, args as ModelRequest);
        return {};
      case 'ScoreHoldout':
        return createTransformJob(args as TransformRequest);
      case 'DescribeTransformJob': {
        const job = transformJobs.get((args as TransformRequest).TransformJobName);
        return { TransformJobStatus: job?.status, FailureReason: job?.failureReason };
      }
      default:
        throw new Error(`no task for ${state}`);
    }
  };

  return { perform, control: control as SageMakerControl, endings, trainingJobs, transformJobs, models };
}

function place(uri: string): ObjectRef {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  return { bucket, key };
}

async function factorOf(store: ObjectStore, ref: ObjectRef): Promise<number> {
  const parts: Uint8Array[] = [];
  for await (const part of await store.read(ref)) parts.push(part);
  const [, factor = ''] =
    /"factor":([-\d.e]+)/.exec(gunzipSync(Buffer.concat(parts)).toString('latin1')) ?? [];
  return Number(factor);
}

/** Rows are `label,distance,...`. */
function leastSquares(rows: readonly string[]): number {
  let [products, squares] = [0, 0];
  for (const row of rows) {
    const [label = 0, distance = 0] = row.split(',').map(Number);
    products += label * distance;
    squares += distance * distance;
  }
  return products / squares;
}
