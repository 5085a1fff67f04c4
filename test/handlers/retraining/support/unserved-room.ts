import { compileModel } from '#core/config/compiled-model';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { modelConfigSchema } from '#core/config/model-config';
import { sha256Hex } from '#core/registry/identify';
import { LATEST_KEY } from '#core/registry/keys';
import { type AskMessage, askMessageSchema, retrainRequestSchema } from '#core/retraining/retrain-records';
import { handleTick } from '#lambdas/monitoring/handle-tick/handler';
import { decideRequest } from '#lambdas/retraining/decide-request/handler';
import { reconcileRequests } from '#lambdas/retraining/reconcile-requests/handler';
import { memoryMetrics } from '#test/fakes/memory-metrics';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryParameters } from '#test/fakes/memory-parameters';
import { memoryQueue } from '#test/fakes/memory-queue';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { memoryWorkflow } from '#test/fakes/memory-workflow';
import { fakeContext } from '#test/fakes/step-context';

export const DURATION = 'duration';
const AGGREGATE = { kind: 'model', name: DURATION } as const;
const MACHINES = 'arn:aws:states:us-east-1:000000000000:stateMachine:gyre-test';

const dataset = datasetConfigSchema.parse({
  ...{ name: 'rides', owner: 'test', key: ['id'], eventTime: 'at', labels: ['minutes'] },
  columns: [
    { name: 'id', type: 'string' },
    { name: 'at', type: 'timestamp' },
    { name: 'distance', type: 'number' },
    { name: 'minutes', type: 'number', nullable: true },
  ],
});

/** A model without a version, which wants 1,000 rows for its first contest. */
function modelOf(training: Readonly<Record<string, unknown>>) {
  return modelConfigSchema.parse({
    ...{ name: DURATION, owner: 'test', risk: 'low', problem: 'regression', objective: 'test' },
    ...{ dataset: 'rides', label: 'minutes', features: 'all', evaluation: { metric: 'rmse' } },
    training: { minimumRows: 1000, ...training },
    retraining: { cooldownDays: 10 },
  });
}

/** Retraining in memory, before a version serves: dataset versions, the governor, the clock and the reconciler. */
export async function unservedRoom() {
  const [registry, store, workflow] = [memoryRegistry(), memoryObjectStore(), memoryWorkflow()];
  const queue = memoryQueue();
  const environment = {
    ...{
      GYRE_ENV: 'test',
      REGISTRY_TABLE: 'registry',
      LAKE_BUCKET: 'lake',
      ARTIFACTS_BUCKET: 'artifacts',
      SKETCHING_MACHINE_ARN: 'arn:sketching',
      REPORTS_BUCKET: 'reports',
    },
    ...{ RETRAIN_QUEUE_URL: 'retrain', TRAINING_MACHINE_ARN: `${MACHINES}-training` },
    MONITORING_MACHINE_ARN: `${MACHINES}-monitoring`,
  };
  const pointer = {
    ...{ name: DURATION, configSha256: 'a', sourceSha256: 'b', assetBucket: 'assets' },
    ...{ sourceKey: 'source.tar.gz', image: 'xgboost' },
    jobRoleArn: 'arn:aws:iam::000000000000:role/job',
  };
  const published: Record<string, string> = {};
  const parameters = memoryParameters(published);
  const adapters = { registry, store, workflow, parameters, queue, publisher: memoryMetrics() };
  const context = fakeContext({ environment, adapters });

  const deploy = async (training: Readonly<Record<string, unknown>> = {}) => {
    const config = JSON.stringify(compileModel(modelOf(training), dataset));
    const configKey = `${sha256Hex(config)}.json`;
    await store.write({ bucket: 'assets', key: configKey }, config, 'application/json');
    published[`/gyre/test/models/${DURATION}`] = JSON.stringify({ ...pointer, configKey });
  };
  await deploy();

  const send = (body: AskMessage, change: Partial<typeof adapters> = {}) =>
    decideRequest(
      { messageId: 'm', sentAt: new Date(0), body },
      { ...context, adapters: { ...adapters, ...change } },
    );
  /** The governor takes what waits in its queue. */
  const decide = async () => {
    for (const { message } of queue.sent.splice(0)) await send(askMessageSchema.parse(message));
  };
  const newsOf = (version: number, rows: number): AskMessage => ({
    ...{ kind: 'new-data', dataset: 'rides', version, newRows: rows, asOf: '2013-01-31T23:00:00Z' },
  });
  /** A version of the dataset, whose message is lost. */
  /** @param isPublished the version's manifest is there, as it is a moment after the version */
  const commit = async (version: number, rows: number, isPublished = true) => {
    const [minEventTime, maxEventTime] = ['2013-01-01T00:00:00Z', '2013-01-31T23:00:00Z'];
    const uploadId = `ds-${version}`;
    const key = `rides/objects/${version}`;
    const manifest = {
      ...{ dataset: 'rides', version, parent: version - 1, removed: [], totalRows: rows },
      ...{ schemaHash: 's', columnOrderHash: 'c', contractHash: 'h', normalised: [] },
      added: [
        { key, keysKey: `${key}.keys`, sha256: String(version), rows, uploadId, minEventTime, maxEventTime },
      ],
      rows: { in: rows, out: rows, rejected: 0, reasons: {} },
      committedAt: '2013-02-01T00:00:00Z',
      source: { origin: 'landing', bucket: 'landing', key: 'rides/a.csv', uploadId },
    };
    const address = `rides/versions/${String(version).padStart(6, '0')}/manifest.json`;
    if (isPublished)
      await store.write({ bucket: 'lake', key: address }, JSON.stringify(manifest), 'application/json');
    await registry.transition({ kind: 'dataset', name: 'rides' }, async (view) => {
      const latest = await view.get(LATEST_KEY);
      const before = latest === undefined ? 0 : Number(latest.data['totalRows']);
      const data = { version, totalRows: before + rows, minEventTime, maxEventTime };
      return {
        writes: [{ sk: LATEST_KEY, entity: 'dataset-latest', expect: 'any', data }],
        event: { type: 'dataset-version-committed', actor: 'test', cause: uploadId },
        result: undefined,
      };
    });
  };
  /** A version of the dataset, and the governor hears of it. */
  const land = async (version: number, rows: number) => {
    await commit(version, rows);
    await send(newsOf(version, rows));
  };

  const tick = (asOf: string) =>
    handleTick(
      { messageId: 'm', sentAt: new Date(0), body: { kind: 'tick', target: 'platform', asOf } },
      context,
    );
  const reconcile = (asOf: string, silent: string[] = []) =>
    reconcileRequests({ model: DURATION, asOf, silent }, context);
  const requests = async () =>
    (await registry.list(AGGREGATE, 'REQUEST#')).map((item) => retrainRequestSchema.parse(item.data));
  const newest = async () => (await requests()).toSorted((a, b) => (a.asOf < b.asOf ? -1 : 1)).at(-1);
  /** The contest of the newest request has this ending. */
  const ended = async (outcome: string) =>
    workflow.executions.set((await newest())?.executionArn ?? '', {
      ...(outcome === 'failed' ? { status: 'FAILED' } : { status: 'SUCCEEDED', output: { outcome } }),
    });
  const contests = () =>
    workflow.started.filter(({ machineArn }) => machineArn === environment.TRAINING_MACHINE_ARN);
  const happened = async (type: string) =>
    (await registry.readLedger(AGGREGATE)).filter((event) => event.type === type).length;

  return {
    ...{ registry, workflow, queue, environment, deploy, send, decide, newsOf, commit, land },
    ...{ tick, reconcile, requests, newest, ended, contests, happened },
  };
}

export type UnservedRoom = Awaited<ReturnType<typeof unservedRoom>>;
