import type { CompiledModel } from '#core/config/compiled-model';
import { columnOrderHash, contractHash, manifestKey, schemaHash } from '#core/data/manifest';
import { evidenceDocumentSchema } from '#core/training/evidence-document';
import type { ContestDecision } from '#core/training/gate';
import { sha256Hex } from '#core/registry/identify';
import { aliasKey, contestKey, LATEST_KEY, VERSION_PREFIX, versionKey } from '#core/registry/keys';
import { modelVersionSchema } from '#core/training/model-version';
import { type ContestRecord, contestSchema, type TrainingRequest } from '#core/training/training-records';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { fakeContext } from '#test/fakes/step-context';
import { fakeSageMaker } from './fake-sagemaker.ts';
import { day, rideModel, RIDES } from './rides.ts';

export const NOW = new Date('2024-06-01T00:00:00Z');
export const MODEL = { kind: 'model', name: 'ride-time' } as const;

export const environment = {
  GYRE_ENV: 'test',
  REGISTRY_TABLE: 'registry',
  LAKE_BUCKET: 'lake',
  STAGING_BUCKET: 'staging',
  ARTIFACTS_BUCKET: 'artifacts',
  DATA_KEY_ARN: 'arn:aws:kms:eu-central-1:111122223333:key/data',
};

export type TrainingRoom = Awaited<ReturnType<typeof trainingRoom>>;

/** The training room in memory: a deployed model, a lake that grows, a registry and a SageMaker. */
export async function trainingRoom() {
  const store = memoryObjectStore(() => NOW);
  const registry = memoryRegistry(() => NOW);
  const sageMaker = fakeSageMaker(store);
  const published = new Map<string, string>();
  const parameters = {
    get: async (name: string) => published.get(name),
    listNames: async (path: string) => [...published.keys()].filter((name) => name.startsWith(`${path}/`)),
  };
  const put = (bucket: string, key: string, body: string | Uint8Array) =>
    store.write({ bucket, key }, body, 'application/octet-stream');

  /** What `cdk deploy` of a model stack leaves. */
  const deployRevision = async (model: CompiledModel, source: string | Uint8Array = 'train.py') => {
    const config = JSON.stringify(model);
    const [configSha256, sourceSha256] = [sha256Hex(config), sha256Hex(source)];
    const [configKey, sourceKey] = [`${configSha256}.json`, `${sourceSha256}.tar.gz`];
    await put('assets', configKey, config);
    await put('assets', sourceKey, source);
    published.set(
      `/gyre/test/models/${model.name}`,
      JSON.stringify({
        ...{ name: model.name, configSha256, sourceSha256, configKey, sourceKey },
        ...{ assetBucket: 'assets', image: 'image:1', jobRoleArn: 'arn:aws:iam::111122223333:role/job' },
      }),
    );
  };

  let version = 0;
  let totalRows = 0;
  /** One more version of the dataset, from canonical CSV. */
  const commitRows = async (csv: string) => {
    const rows = csv.trimEnd().split('\n').slice(1);
    const times = rows.map((row) => row.split(',')[1] ?? '').sort();
    version += 1;
    totalRows += rows.length;
    const sha256 = sha256Hex(csv);
    const span = { minEventTime: times[0] ?? '', maxEventTime: times.at(-1) ?? '' };
    const uploadId = `ds-${version}`;
    await put('lake', `rides/objects/${sha256}`, csv);
    const manifest = {
      ...{ dataset: 'rides', version, parent: version - 1, removed: [], totalRows, normalised: [] },
      added: [
        {
          ...{ key: `rides/objects/${sha256}`, keysKey: `rides/keys/${sha256}` },
          ...{ sha256, rows: rows.length, uploadId, ...span },
        },
      ],
      rows: { in: rows.length, out: rows.length, rejected: 0, reasons: {} },
      schemaHash: schemaHash(RIDES),
      columnOrderHash: columnOrderHash(RIDES.columns.map(({ name }) => name)),
      contractHash: contractHash(RIDES),
      source: { origin: 'landing', bucket: 'landing', key: 'rides/x.csv', uploadId },
      committedAt: NOW.toISOString(),
    };
    await put('lake', manifestKey('rides', version), JSON.stringify(manifest));
    await registry.transition({ kind: 'dataset', name: 'rides' }, async () => ({
      writes: [{ sk: LATEST_KEY, entity: 'latest', expect: 'any', data: { version, totalRows, ...span } }],
      event: { type: 'version-committed', actor: 'test', cause: uploadId },
      result: undefined,
    }));
  };

  /** What a deployment leaves when it went well: the alias, and everybody's status. */
  const promote = (next: number, contestId: string, asOf: string) =>
    registry.transition(MODEL, async (view) => {
      const versions = await view.list(VERSION_PREFIX);
      return {
        writes: [
          {
            ...{ sk: aliasKey('champion'), entity: 'alias', expect: 'any' as const },
            data: {
              ...{ version: next, deploymentId: `dp-${next}`, contestId, asOf },
              ...{ configName: `config-${next}`, since: NOW.toISOString() },
            },
          },
          ...versions.map((item) => {
            const data = modelVersionSchema.parse(item.data);
            const status =
              data.version === next
                ? ('champion' as const)
                : data.status === 'champion'
                  ? ('former-champion' as const)
                  : data.status;
            const expect = { revision: item.revision };
            return { sk: item.sk, entity: item.entity, expect, data: { ...data, status } };
          }),
        ],
        event: { type: 'champion-moved', actor: 'test', cause: contestId },
        result: undefined,
      };
    });

  published.set(
    '/gyre/test/datasets/rides',
    JSON.stringify({ name: 'rides', assetBucket: 'assets', configKey: 'rides.json' }),
  );
  await put('assets', 'rides.json', JSON.stringify(RIDES));
  await deployRevision(rideModel());

  const context = fakeContext({
    environment,
    adapters: { store, registry, parameters, sageMaker: sageMaker.control },
    now: NOW,
  });
  const readText = (key: string, bucket = 'artifacts') => store.readText({ bucket, key });

  return {
    ...{ store, registry, sageMaker, context, deployRevision, commitRows, promote, readText, put },
    /** A request as the governor starts the machine with. */
    request: (asOfDay: number, requestId = `rr-${asOfDay}`): TrainingRequest => ({
      ...{ model: MODEL.name, cause: 'drift', requestId, asOf: `${day(asOfDay)}T06:00:00.000Z` },
    }),
    contestOf: async (contestId: string): Promise<ContestRecord> =>
      contestSchema.parse((await registry.get(MODEL, contestKey(contestId)))?.data),
    versionOf: async (number: number) =>
      modelVersionSchema.parse((await registry.get(MODEL, versionKey(number)))?.data),
    versions: async () =>
      (await registry.list(MODEL, VERSION_PREFIX)).map((item) => modelVersionSchema.parse(item.data)),
    evidenceOf: async (contestId: string) =>
      evidenceDocumentSchema.parse(
        JSON.parse(await readText(`models/ride-time/contests/${contestId}/evidence.json`)),
      ),
    decisionOf: async (contestId: string) =>
      JSON.parse(await readText(`models/ride-time/contests/${contestId}/decision.json`)) as ContestDecision,
    stagedText: (path: string) => readText(path, 'staging'),
  };
}
