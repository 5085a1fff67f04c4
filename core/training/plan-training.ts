import type { CompiledModel } from '../config/compiled-model.ts';
import { hasLocalStorage } from '../config/instance-types.ts';
import { awsName } from '../registry/aws-name.ts';
import type { PinnedContest } from './training-records.ts';

export interface TrainingPlace {
  readonly environment: string;
  readonly stagingBucket: string;
  readonly artifactsBucket: string;
  readonly dataKeyArn?: string;
}

/**
 * Where the files of a contest lie in staging.
 * @example contestFolder({ model: 'air-time', contestId: 'ct-1' }) // 'air-time/ct-1'
 */
export function contestFolder(contest: Pick<PinnedContest, 'model' | 'contestId'>): string {
  return `${contest.model}/${contest.contestId}`;
}

/** Below a contest's folder: the UTC day of each row of train/train.csv, in its order. */
export const TRAIN_DAYS = 'days/days.csv';

/** Below a contest's folder: the cells of each hold-out row that slices and fairness ask for, one JSON array a row. */
export const HOLDOUT_GROUPS = 'groups/groups.jsonl';

/** Below a contest's folder: rows.csv, which the champion answers so that its answers can be put right; as the hold-out's. */
export const CALIBRATION_FOLDER = 'calibration';

const LAYOUT_DIGITS = 16;

/** The hold-out below a contest's folder; contenders with other features have it in their own columns. */
export function holdoutFolder(featuresHash: string | undefined): string {
  return featuresHash === undefined ? 'holdout' : `holdout-${featuresHash.slice(0, LAYOUT_DIGITS)}`;
}

/** The file of the container that holds the source. */
const SOURCE_IN_CONTAINER = '/opt/ml/input/data/code/sourcedir.tar.gz';

/**
 * The CreateTrainingJob request of a contest's candidate.
 *
 * The source comes as a channel, since an isolated container cannot fetch it. The name is made of the contest and
 * the attempt: a retry asks for the same job, a new attempt for another.
 *
 * @param attempt from 1
 */
export function trainingJobRequest(
  contest: PinnedContest,
  model: CompiledModel,
  place: TrainingPlace,
  attempt: number,
) {
  const folder = contestFolder(contest);
  const { training } = model;
  const channel = (name: string, uri: string, contentType: string) => ({
    ChannelName: name,
    ContentType: contentType,
    InputMode: 'File',
    DataSource: {
      S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri, S3DataDistributionType: 'FullyReplicated' },
    },
  });
  return {
    TrainingJobName: awsName(
      'training-job',
      ['gyre', place.environment, contest.model, String(attempt)],
      [contest.contestId],
    ),
    RoleArn: contest.jobRoleArn,
    AlgorithmSpecification: { TrainingImage: contest.image, TrainingInputMode: 'File' },
    EnableNetworkIsolation: true,
    InputDataConfig: [
      channel('train', `s3://${place.stagingBucket}/${folder}/train/`, 'text/csv'),
      channel('code', `s3://${place.artifactsBucket}/${contest.sourceKey}`, 'application/gzip'),
    ],
    OutputDataConfig: {
      S3OutputPath: `s3://${place.stagingBucket}/${folder}/output`,
      ...(place.dataKeyArn === undefined ? {} : { KmsKeyId: place.dataKeyArn }),
    },
    ResourceConfig: {
      InstanceType: training.instanceType,
      InstanceCount: 1,
      VolumeSizeInGB: training.volumeSizeGb,
      ...volumeKey(training.instanceType, place),
    },
    StoppingCondition: {
      MaxRuntimeInSeconds: training.maximumRuntimeMinutes * 60,
      ...(training.useSpot ? { MaxWaitTimeInSeconds: training.maximumRuntimeMinutes * 120 } : {}),
    },
    EnableManagedSpotTraining: training.useSpot,
    HyperParameters: {
      ...Object.fromEntries(
        Object.entries(training.hyperparameters).map(([name, value]) => [name, asText(value)]),
      ),
      sagemaker_program: 'gyre_entry.py',
      sagemaker_submit_directory: SOURCE_IN_CONTAINER,
    },
    Environment: { GYRE_ENTRY_POINT: training.entryPoint },
    Tags: tagsOf(place.environment, contest.model),
  };
}

/** Instances with disks of their own encrypt in hardware, and SageMaker refuses a key for their volumes. */
export function volumeKey(instanceType: string, { dataKeyArn }: TrainingPlace): { VolumeKmsKeyId?: string } {
  return dataKeyArn === undefined || hasLocalStorage(instanceType) ? {} : { VolumeKmsKeyId: dataKeyArn };
}

export function tagsOf(environment: string, model: string): { Key: string; Value: string }[] {
  return [
    { Key: 'gyre:environment', Value: environment },
    { Key: 'gyre:model', Value: model },
  ];
}

/** Hyperparameters are strings on the wire; the container reads numbers and booleans back as JSON. */
function asText(value: string | number | boolean): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
