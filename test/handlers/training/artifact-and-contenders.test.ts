import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { versionKey } from '#core/registry/keys';
import type { ModelVersion } from '#core/training/model-version';
import type { FrozenContest, PinnedContest } from '#core/training/training-records';
import * as contenders from '#lambdas/training/plan-contenders/contract';
import { planContenders } from '#lambdas/training/plan-contenders/handler';
import * as training from '#lambdas/training/plan-training/contract';
import { planTraining } from '#lambdas/training/plan-training/handler';
import * as artifact from '#lambdas/training/store-artifact/contract';
import { storeArtifact } from '#lambdas/training/store-artifact/handler';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { fakeContext } from '#test/fakes/step-context';
import { compiledModel } from '#test/handlers/deployment/support/deployment-room';
import { rawArchive } from '#test/unit/sagemaker-engine/tar-zoo';

const contest: PinnedContest = {
  ...{
    model: 'air-time',
    contestId: 'ct-1',
    candidateId: 'c-0123456789abcdef',
    revision: 'r1',
    configKey: 'model.json',
  },
  ...{
    sourceKey: 'source.tar.gz',
    jobRoleArn: 'arn:role',
    image: 'xgboost:1',
    dataset: 'flights',
    datasetVersion: 1,
  },
  ...{ championVersion: 2, otherConfigKeys: [], asOf: '2024-05-01T00:00:00Z' },
};
const frozen: FrozenContest = {
  ...{ contestId: 'ct-1', holdoutStart: '2024-04-01T00:00:00.000Z', holdoutEnd: '2024-05-01T00:00:00.000Z' },
  ...{ trainRows: 1000, holdoutRows: 500, unlabelledRows: 0, trainStart: '2024-01-01T00:00:00Z' },
  ...{ trainEnd: '2024-04-01T00:00:00.000Z', trainSha256: 't', holdoutSha256: 'h', naive: 9 },
  ...{ featuresHash: 'f', otherLayouts: [] },
};
const version = (number: number, change: Partial<ModelVersion> = {}): ModelVersion => ({
  ...{
    version: number,
    candidateId: `c-${number}`,
    contestId: `ct-${number}`,
    revision: 'r0',
    configKey: 'model.json',
  },
  ...{
    image: 'xgboost:1',
    jobRoleArn: 'arn:role',
    artifactKey: `v${number}.tar.gz`,
    artifactSha256: `sha${number}`,
  },
  ...{
    datasetVersion: 1,
    trainRows: 10,
    trainStart: 'a',
    trainEnd: '2024-03-01T00:00:00.000Z',
    holdoutEnd: 'b',
  },
  ...{ featuresHash: 'f', status: 'former-champion', registeredAt: 'c' },
  promised: { metric: 'rmse', value: 1, low: 0, high: 2 },
  ...change,
});

async function room(
  features: readonly string[] = ['distance', 'temp'],
  versions: readonly ModelVersion[] = [],
) {
  const store = memoryObjectStore();
  const registry = memoryRegistry();
  const model = compiledModel({ features });
  await store.write({ bucket: 'artifacts', key: 'model.json' }, JSON.stringify(model), 'application/json');
  for (const each of versions) {
    await registry.transition({ kind: 'model', name: 'air-time' }, async () => ({
      writes: [
        { sk: versionKey(each.version), entity: 'model-version', expect: 'absent', data: { ...each } },
      ],
      event: { type: 'set-up', actor: 'test', cause: 'test' },
      result: undefined,
    }));
  }
  const environment = {
    ...{ GYRE_ENV: 'test', REGISTRY_TABLE: 'r', ARTIFACTS_BUCKET: 'artifacts', STAGING_BUCKET: 'staging' },
    DATA_KEY_ARN: 'arn:key',
  };
  const context = fakeContext({ environment, adapters: { store, registry } });
  const stored = async (artifactUri: string) =>
    artifact.outputSchema.parse(
      await storeArtifact(artifact.inputSchema.parse({ contest, artifactUri }), context),
    );
  const planned = async () =>
    contenders.outputSchema.parse(
      await planContenders(
        contenders.inputSchema.parse({ contest, frozen, artifactKey: 'a.tar.gz', artifactSha256: 'sha' }),
        context,
      ),
    );
  const trained = async (attempt: number) =>
    training.outputSchema.parse(
      await planTraining(training.inputSchema.parse({ contest, attempt }), context),
    );
  return { store, stored, planned, trained };
}

const KEY = 'air-time/ct-1/output/job/output/model.tar.gz';
const GOOD = rawArchive({ name: 'model.ubj', body: randomBytes(5000) });

test('an artifact is checked and copied to the place that its content names', async () => {
  const { store, stored } = await room();
  await store.write({ bucket: 'staging', key: KEY }, GOOD, 'application/gzip');
  const answer = await stored(`s3://staging/${KEY}`);
  const sha256 = createHash('sha256').update(GOOD).digest('hex');
  expect(answer).toEqual({
    artifactKey: `models/air-time/artifacts/${sha256}/model.tar.gz`,
    artifactSha256: sha256,
    sizeBytes: GOOD.length,
  });
  expect(store.versions.find(({ key }) => key === answer.artifactKey)?.body).toEqual(GOOD);
  expect(await stored(`s3://staging/${KEY}`)).toEqual(answer);
});

test.each<readonly [string, Uint8Array | undefined]>([
  ['nothing', undefined],
  ['an empty object', new Uint8Array()],
  ['half an archive', GOOD.subarray(0, GOOD.length / 2)],
  ['an archive without model', rawArchive({ name: 'notes.txt', body: 'x' })],
  ['a pickle', rawArchive({ name: 'model.pkl', body: 'x' })],
  ['an archive that reaches out', rawArchive({ name: '../model.ubj', body: 'x' })],
])('C-06 a job that completed and left %s fails at once, and nothing is stored', async (_, body) => {
  const { store, stored } = await room();
  if (body !== undefined) await store.write({ bucket: 'staging', key: KEY }, body, 'application/gzip');
  await expect(stored(`s3://staging/${KEY}`)).rejects.toMatchObject({ name: 'BadArtifactError' });
  expect(store.versions.some(({ key }) => key.includes('/artifacts/'))).toBe(false);
});

test.each([
  ['another bucket', `s3://elsewhere/${KEY}`],
  ['another contest', 's3://staging/air-time/ct-12/output/model.tar.gz'],
  ['another model', 's3://staging/other/ct-1/output/model.tar.gz'],
  ['another scheme', `https://staging/${KEY}`],
])('an artifact of %s is not taken', async (_, uri) => {
  const { store, stored } = await room();
  for (const bucket of ['elsewhere', 'staging'])
    await store.write({ bucket, key: uri.replace(/^s3:\/\/[^/]+\//, '') }, GOOD, 'x');
  await expect(stored(uri)).rejects.toMatchObject({ name: 'BadArtifactError' });
});

test('the candidate, the champion and former champions stand; who saw the hold-out, never served or cannot read it does not', async () => {
  const { planned } = await room(undefined, [
    version(1),
    version(2, { status: 'champion' }),
    version(3, { status: 'registered' }),
    version(4, { trainEnd: '2024-04-02T00:00:00.000Z' }),
    version(5, { featuresHash: 'other' }),
    version(6, { trainEnd: frozen.holdoutStart }),
  ]);
  const { contenders: standing, excluded } = await planned();
  expect(standing.map(({ contender }) => contender)).toEqual([contest.candidateId, 'v2', 'v6', 'v1']);
  expect(excluded.map(({ version: number }) => number)).toEqual([5, 4]);
  expect(excluded[1]?.reason).toContain('the hold-out begins 2024-04-01');
});

test('each contender scores the same rows under names that fit and do not meet', async () => {
  const { planned } = await room(undefined, [version(1), version(2, { status: 'champion' })]);
  const { contenders: standing } = await planned();
  const names = standing.flatMap(({ modelRequest, transformRequest }) => [
    modelRequest.ModelName,
    transformRequest.TransformJobName,
  ]);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/);
  for (const { transformRequest } of standing) {
    expect(transformRequest).toMatchObject({
      DataProcessing: { InputFilter: '$[2:]', OutputFilter: '$[0,1,-1]', JoinSource: 'Input' },
    });
  }
  expect(new Set(standing.map(({ scoresKey }) => scoresKey)).size).toBe(standing.length);
});

test('B-05 with a thousand features and all former champions the plan stays below 64 KiB', async () => {
  const features = Array.from({ length: 1000 }, (_, index) => `a_feature_with_quite_a_long_name_${index}`);
  const versions = Array.from({ length: 12 }, (_, index) =>
    version(index + 1, index === 1 ? { status: 'champion' } : {}),
  );
  const { planned, trained } = await room(features, versions);
  const plan = await planned();
  expect(plan.contenders).toHaveLength(7);
  for (const state of [plan, { contest, frozen, ...plan }, await trained(1)]) {
    expect(Buffer.byteLength(JSON.stringify(state))).toBeLessThan(64 * 1024);
  }
});

test('a repeat asks for the same job, a new attempt for another', async () => {
  const { trained } = await room();
  const [once, again, next] = [await trained(1), await trained(1), await trained(2)];
  expect(again).toEqual(once);
  expect(next.request.TrainingJobName).not.toBe(once.request.TrainingJobName);
  expect(once.request).toMatchObject({ EnableNetworkIsolation: true });
});
