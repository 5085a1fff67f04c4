import { describe, expect, test } from 'vitest';
import { validateRequest } from '#local/sagemaker/schema/validate';
import { eligibleVersions, invitedVersions, planContender } from '#core/training/plan-contender';
import { trainingJobRequest } from '#core/training/plan-training';
import type { ModelVersion } from '#core/training/model-version';
import type { FrozenContest, PinnedContest } from '#core/training/training-records';
import { rideModel } from './support/rides.ts';

const contest: PinnedContest = {
  ...{ model: 'ride-time', contestId: 'ct-0123456789abcdef', candidateId: 'c-0123456789abcdef' },
  ...{ revision: '0123456789abcdef', configKey: 'config', sourceKey: 'models/ride-time/sourcedir.tar.gz' },
  ...{ jobRoleArn: 'arn:aws:iam::111122223333:role/job', image: 'account/sagemaker-xgboost:3.0-5' },
  ...{ dataset: 'rides', datasetVersion: 3, championVersion: 3, otherConfigKeys: [] },
  asOf: '2024-06-01T06:00:00Z',
};
const frozen: FrozenContest = {
  ...{ contestId: contest.contestId, trainRows: 1, holdoutRows: 1, unlabelledRows: 0, naive: 1 },
  ...{ holdoutStart: '2024-05-01T00:00:00.000Z', holdoutEnd: '2024-05-29T00:00:00.000Z' },
  ...{ trainStart: '2024-01-01T00:00:00Z', trainEnd: '2024-05-01T00:00:00.000Z' },
  ...{ trainSha256: 'a', holdoutSha256: 'b', featuresHash: 'features-now', otherLayouts: ['features-old'] },
};
const place = {
  ...{ environment: 'test', stagingBucket: 'staging', artifactsBucket: 'artifacts' },
  dataKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/data',
};
const longest = 'a'.repeat(32);

describe('the training request', () => {
  const request = trainingJobRequest(contest, rideModel(), place, 1);

  test('keeps the constraints of the service, with the longest names too', () => {
    validateRequest('CreateTrainingJob', request);
    validateRequest(
      'CreateTrainingJob',
      trainingJobRequest({ ...contest, model: longest }, rideModel({ name: longest }), place, 4),
    );
  });

  test('H-16 is isolated, and brings the source as a channel', () => {
    expect(request.EnableNetworkIsolation).toBe(true);
    expect(request.InputDataConfig.map((channel) => channel.ChannelName)).toEqual(['train', 'code']);
    expect(request.HyperParameters).toEqual({
      ...{ eta: '0.1', deep: 'true', sagemaker_program: 'gyre_entry.py' },
      sagemaker_submit_directory: '/opt/ml/input/data/code/sourcedir.tar.gz',
    });
    expect(request.Environment).toEqual({ GYRE_ENTRY_POINT: 'train.py' });
  });

  test('has one name for one contest and attempt', () => {
    const nameOf = (id: string, attempt: number) =>
      trainingJobRequest({ ...contest, contestId: id }, rideModel(), place, attempt).TrainingJobName;
    expect(nameOf('ct-1', 1)).toBe(nameOf('ct-1', 1));
    expect(new Set([nameOf('ct-1', 1), nameOf('ct-1', 2), nameOf('ct-2', 1)]).size).toBe(3);
  });

  test('gives no volume key to instances that encrypt their own disks', () => {
    const keyOf = (instanceType: string) =>
      trainingJobRequest(contest, rideModel({ training: { instanceType } }), place, 1).ResourceConfig
        .VolumeKmsKeyId;
    expect(keyOf('ml.m5.xlarge')).toBe(place.dataKeyArn);
    expect(keyOf('ml.m5d.xlarge')).toBeUndefined();
    expect(keyOf('ml.g5.xlarge')).toBeUndefined();
  });

  test('waits for spot capacity no longer than as long again', () => {
    const spot = rideModel({ training: { useSpot: true, maximumRuntimeMinutes: 10 } });
    const { StoppingCondition, EnableManagedSpotTraining } = trainingJobRequest(contest, spot, place, 1);
    expect(StoppingCondition).toEqual({ MaxRuntimeInSeconds: 600, MaxWaitTimeInSeconds: 1200 });
    expect(EnableManagedSpotTraining).toBe(true);
  });
});

const version = (number: number, change: Partial<ModelVersion> = {}): ModelVersion => ({
  ...{ version: number, candidateId: 'c-1', contestId: 'ct-1', revision: 'r', configKey: `config-${number}` },
  ...{ image: contest.image, jobRoleArn: contest.jobRoleArn, artifactSha256: 'd'.repeat(64) },
  ...{ artifactKey: `models/ride-time/artifacts/${number}/model.tar.gz`, datasetVersion: 1, trainRows: 1 },
  ...{ trainStart: '2024-01-01T00:00:00Z', trainEnd: '2024-03-01T00:00:00.000Z' },
  ...{ holdoutEnd: '2024-03-29T00:00:00.000Z', featuresHash: 'features-now' },
  promised: { metric: 'rmse', value: 1, low: 1, high: 1 },
  status: 'former-champion',
  registeredAt: '2024-04-01T00:00:00Z',
  ...change,
});

describe('a contender', () => {
  const facts = { contender: 'v2', isRequired: false, ...version(2) };

  test('keeps the constraints of the service', () => {
    const plan = planContender(facts, contest, place, frozen, 'ml.m5.large');
    validateRequest('CreateModel', plan.modelRequest);
    validateRequest('CreateTransformJob', plan.transformRequest);
    const { DataProcessing } = plan.transformRequest as unknown as {
      readonly DataProcessing: Readonly<Record<string, string>>;
    };
    expect(DataProcessing).toEqual({
      ...{ JoinSource: 'Input', InputFilter: '$[2:]', OutputFilter: '$[0,1,-1]' },
    });
  });

  test('scores the same rows in its own columns', () => {
    const plan = planContender(
      { ...facts, featuresHash: 'features-old' },
      contest,
      place,
      frozen,
      'ml.m5.large',
    );
    expect(plan.holdoutKey).toBe('ride-time/ct-0123456789abcdef/holdout-features-old/rows.csv');
    expect(planContender(facts, contest, place, frozen, 'ml.m5.large').holdoutKey).toBe(
      'ride-time/ct-0123456789abcdef/holdout/rows.csv',
    );
  });
});

describe('who may stand', () => {
  const all = [
    version(1),
    version(2),
    version(3, { status: 'champion' }),
    version(4, { status: 'registered' }),
  ];

  test('the champion and the newest former ones; what never served is not asked', () => {
    const numbers = (formerChampions: number) =>
      invitedVersions(all, 3, formerChampions).map((invited) => invited.version);
    expect(numbers(5)).toEqual([3, 2, 1]);
    expect(numbers(1)).toEqual([3, 2]);
    expect(numbers(0)).toEqual([3]);
    expect(invitedVersions([], null, 5)).toEqual([]);
  });

  test('nobody that was trained on any of the hold-out, and nobody without its columns; each with the reason', () => {
    const late = version(2, { trainEnd: '2024-05-01T00:00:00.001Z' });
    const exact = version(3, { trainEnd: '2024-05-01T00:00:00.000Z' });
    const old = version(1, { featuresHash: 'features-old' });
    const gone = version(5, { featuresHash: 'features-gone' });
    const { standing, excluded } = eligibleVersions([exact, late, old, gone], frozen);
    expect(standing.map((stands) => stands.version)).toEqual([3, 1]);
    expect(excluded).toEqual([
      { version: 2, reason: expect.stringContaining('trained to 2024-05-01') as string },
      { version: 5, reason: expect.stringContaining('columns') as string },
    ]);
  });
});
