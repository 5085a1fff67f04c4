import { modelRequest } from '../deployment/endpoint-requests.ts';
import { awsName } from '../registry/aws-name.ts';
import { contestFolder, tagsOf, type TrainingPlace } from './plan-training.ts';
import type { Contender, ModelVersion, PinnedContest } from './training-records.ts';

/** What the requests of one contender are made of. */
export interface ContenderFacts {
  readonly contender: string;
  readonly version: number;
  readonly artifactKey: string;
  readonly artifactSha256: string;
  readonly image: string;
  readonly jobRoleArn: string;
}

/**
 * How a contender scores the hold-out: a SageMaker model (a transform job needs one) and a transform job that joins
 * each prediction to the row's id and label.
 *
 * The filters name columns by position: a list of features would soon exceed the 63 characters a path may have.
 */
export function planContender(
  facts: ContenderFacts,
  contest: PinnedContest,
  place: TrainingPlace,
  holdoutSha256: string,
  instanceType: string,
): Contender {
  const folder = contestFolder(contest);
  const output = `${folder}/scores/${facts.contender}/`;
  const model = modelRequest({
    environment: place.environment,
    model: contest.model,
    image: facts.image,
    artifactUri: `s3://${place.artifactsBucket}/${facts.artifactKey}`,
    artifactSha256: facts.artifactSha256,
    roleArn: facts.jobRoleArn,
    version: facts.version,
    instanceType,
    instanceCount: 1,
  });
  return {
    contender: facts.contender,
    artifactUri: model.PrimaryContainer.ModelDataUrl,
    artifactSha256: facts.artifactSha256,
    image: facts.image,
    jobRoleArn: facts.jobRoleArn,
    scoresKey: `${output}rows.csv.out`,
    modelRequest: model,
    transformRequest: {
      TransformJobName: awsName(
        'transform-job',
        ['gyre', place.environment, contest.model, facts.contender],
        [contest.contestId, holdoutSha256, facts.artifactSha256],
      ),
      ModelName: model.ModelName,
      TransformInput: {
        DataSource: {
          S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${place.stagingBucket}/${folder}/holdout/` },
        },
        ContentType: 'text/csv',
        SplitType: 'Line',
      },
      TransformOutput: {
        S3OutputPath: `s3://${place.stagingBucket}/${output}`,
        Accept: 'text/csv',
        AssembleWith: 'Line',
        ...(place.dataKeyArn === undefined ? {} : { KmsKeyId: place.dataKeyArn }),
      },
      DataProcessing: { JoinSource: 'Input', InputFilter: '$[2:]', OutputFilter: '$[0,1,-1]' },
      BatchStrategy: 'MultiRecord',
      MaxPayloadInMB: 6,
      TransformResources: {
        InstanceType: instanceType,
        InstanceCount: 1,
        ...(place.dataKeyArn === undefined ? {} : { VolumeKmsKeyId: place.dataKeyArn }),
      },
      Tags: tagsOf(place.environment, contest.model),
    },
  };
}

/** Versions that may stand in a contest: none that was trained on any of its hold-out. */
export function eligibleVersions(
  versions: readonly ModelVersion[],
  championVersion: number | null,
  holdoutStart: string,
  formerChampions: number,
): {
  readonly standing: readonly ModelVersion[];
  readonly excluded: readonly { readonly version: number; readonly reason: string }[];
} {
  const served = versions.filter((version) => version.status !== 'registered');
  const newestFormer = served
    .filter((version) => version.version !== championVersion)
    .sort((a, b) => b.version - a.version)
    .slice(0, formerChampions);
  const invited = [...served.filter((version) => version.version === championVersion), ...newestFormer];
  const sawHoldout = (version: ModelVersion) => version.trainEnd > holdoutStart;
  return {
    standing: invited.filter((version) => !sawHoldout(version)),
    excluded: invited.filter(sawHoldout).map((version) => ({
      version: version.version,
      reason: `trained to ${version.trainEnd}, the hold-out begins ${holdoutStart}`,
    })),
  };
}
