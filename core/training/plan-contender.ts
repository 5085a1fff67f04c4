import { modelRequest } from '../deployment/endpoint-requests.ts';
import type { RecalibrationMethod } from '../config/recalibration-config.ts';
import { awsName } from '../registry/aws-name.ts';
import {
  CALIBRATION_FOLDER,
  contestFolder,
  holdoutFolder,
  tagsOf,
  type TrainingPlace,
  volumeKey,
} from './plan-training.ts';
import type { ModelVersion } from './model-version.ts';
import type { Contender, FrozenContest, PinnedContest } from './training-records.ts';

/** What the requests of one contender are made of. */
export interface ContenderFacts {
  readonly contender: string;
  readonly version: number;
  readonly artifactKey: string;
  readonly artifactSha256: string;
  readonly image: string;
  readonly jobRoleArn: string;
  readonly isRequired: boolean;
  readonly featuresHash: string;
  /** It answers the rows before the hold-out, for curves to be fitted to. Default: it answers the hold-out. */
  readonly calibration?: { readonly sha256: string; readonly methods: readonly RecalibrationMethod[] };
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
  frozen: FrozenContest,
  instanceType: string,
): Contender {
  const folder = contestFolder(contest);
  const { calibration } = facts;
  const own = facts.featuresHash === frozen.featuresHash ? undefined : facts.featuresHash;
  const rows = `${folder}/${calibration === undefined ? holdoutFolder(own) : CALIBRATION_FOLDER}/`;
  const output = `${folder}/scores/${facts.contender}/`;
  const names = ['gyre', place.environment, contest.model, facts.contender];
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
  // The same archive as its contender's, looked for and created at the same time: with one name, one of the two would fail.
  const modelName =
    calibration === undefined
      ? model.ModelName
      : awsName('model', names, [contest.model, facts.artifactSha256, facts.image, facts.jobRoleArn]);
  return {
    contender: facts.contender,
    isRequired: facts.isRequired,
    holdoutKey: `${rows}rows.csv`,
    artifactUri: model.PrimaryContainer.ModelDataUrl,
    artifactSha256: facts.artifactSha256,
    image: facts.image,
    jobRoleArn: facts.jobRoleArn,
    scoresKey: `${output}rows.csv.out`,
    modelRequest: { ...model, ModelName: modelName },
    transformRequest: {
      TransformJobName: awsName('transform-job', names, [
        contest.contestId,
        calibration?.sha256 ?? frozen.holdoutSha256,
        facts.artifactSha256,
      ]),
      ModelName: modelName,
      TransformInput: {
        DataSource: {
          S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${place.stagingBucket}/${rows}` },
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
        ...volumeKey(instanceType, place),
      },
      Tags: tagsOf(place.environment, contest.model),
    },
    ...(calibration === undefined ? {} : { recalibration: { methods: [...calibration.methods] } }),
  };
}

export interface Exclusion {
  readonly version: number;
  readonly reason: string;
}

/** Champion and the newest former champions. A version that never served is none. */
export function invitedVersions(
  versions: readonly ModelVersion[],
  championVersion: number | null,
  formerChampions: number,
): readonly ModelVersion[] {
  const served = versions.filter((version) => version.status !== 'registered');
  const former = served.filter((version) => version.version !== championVersion);
  return [
    ...served.filter((version) => version.version === championVersion),
    ...former.toSorted((a, b) => b.version - a.version).slice(0, formerChampions),
  ];
}

/** Who of the invited may stand: nobody that was trained on any of the hold-out, or that cannot read its rows. */
export function eligibleVersions(
  invited: readonly ModelVersion[],
  frozen: Pick<FrozenContest, 'holdoutStart' | 'featuresHash' | 'otherLayouts'>,
): { readonly standing: readonly ModelVersion[]; readonly excluded: readonly Exclusion[] } {
  const readable = new Set([frozen.featuresHash, ...frozen.otherLayouts]);
  const reasonAgainst = (version: ModelVersion): string | undefined => {
    if (Date.parse(version.trainEnd) > Date.parse(frozen.holdoutStart)) {
      return `trained to ${version.trainEnd}, the hold-out begins ${frozen.holdoutStart}`;
    }
    return readable.has(version.featuresHash) ? undefined : 'needs columns that the dataset does not have';
  };
  return {
    standing: invited.filter((version) => reasonAgainst(version) === undefined),
    excluded: invited.flatMap((version) => {
      const reason = reasonAgainst(version);
      return reason === undefined ? [] : [{ version: version.version, reason }];
    }),
  };
}
