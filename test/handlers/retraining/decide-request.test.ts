import { beforeEach, describe, expect, it } from 'vitest';
import { compileModel } from '#core/config/compiled-model';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { modelConfigSchema } from '#core/config/model-config';
import { LATEST_KEY } from '#core/registry/keys';
import { type RetrainRequest, retrainRequestSchema } from '#core/retraining/retrain-records';
import { decideRequest } from '#lambdas/retraining/decide-request/handler';
import type { AskMessage } from '#core/retraining/retrain-records';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryParameters } from '#test/fakes/memory-parameters';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { memoryWorkflow } from '#test/fakes/memory-workflow';
import { fakeContext } from '#test/fakes/step-context';

const dataset = datasetConfigSchema.parse({
  name: 'rides',
  owner: 'test',
  key: ['id'],
  eventTime: 'at',
  labels: ['minutes'],
  columns: [
    { name: 'id', type: 'string' },
    { name: 'at', type: 'timestamp' },
    { name: 'distance', type: 'number' },
    { name: 'minutes', type: 'number', nullable: true },
  ],
});
const model = modelConfigSchema.parse({
  name: 'duration',
  owner: 'test',
  risk: 'low',
  problem: 'regression',
  objective: 'test',
  dataset: 'rides',
  label: 'minutes',
  features: 'all',
  training: { minimumRows: 1000 },
  evaluation: { metric: 'rmse' },
});

const environment = {
  GYRE_ENV: 'test',
  REGISTRY_TABLE: 'registry',
  LAKE_BUCKET: 'lake',
  TRAINING_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:gyre-test-training',
};

let registry: ReturnType<typeof memoryRegistry>;
let store: ReturnType<typeof memoryObjectStore>;
let workflow: ReturnType<typeof memoryWorkflow>;

beforeEach(async () => {
  registry = memoryRegistry();
  store = memoryObjectStore();
  workflow = memoryWorkflow();
  const config = JSON.stringify(compileModel(model, dataset));
  await store.write({ bucket: 'assets', key: 'model.json' }, config, 'application/json');
});

const send = async (body: AskMessage) => {
  const pointer = {
    ...{
      name: 'duration',
      configSha256: 'a',
      sourceSha256: 'b',
      assetBucket: 'assets',
      configKey: 'model.json',
    },
    ...{ sourceKey: 'source.tar.gz', jobRoleArn: 'arn:aws:iam::000000000000:role/job', image: 'xgboost' },
  };
  const parameters = memoryParameters({ '/gyre/test/models/duration': JSON.stringify(pointer) });
  const adapters = { registry, store, workflow, parameters };
  await decideRequest({ messageId: 'm', sentAt: new Date(0), body }, fakeContext({ environment, adapters }));
};

const commit = async (version: number, rows: number) => {
  const manifest = {
    ...{
      dataset: 'rides',
      version,
      parent: version - 1,
      removed: [],
      totalRows: rows,
      schemaHash: 's',
      columnOrderHash: 'c',
    },
    added: [
      {
        ...{
          key: `rides/objects/${version}`,
          keysKey: `rides/objects/${version}.keys`,
          sha256: String(version),
          rows,
        },
        ...{
          uploadId: `ds-${version}`,
          minEventTime: '2013-01-01T00:00:00Z',
          maxEventTime: '2013-01-31T23:00:00Z',
        },
      },
    ],
    rows: { in: rows, out: rows, rejected: 0, reasons: {} },
    ...{ contractHash: 'h', normalised: [], committedAt: '2013-02-01T00:00:00Z' },
    source: { origin: 'landing', bucket: 'landing', key: 'rides/a.csv', uploadId: `ds-${version}` },
  };
  const key = `rides/versions/${String(version).padStart(6, '0')}/manifest.json`;
  await store.write({ bucket: 'lake', key }, JSON.stringify(manifest), 'application/json');
  await registry.transition({ kind: 'dataset', name: 'rides' }, () =>
    Promise.resolve({
      writes: [
        {
          ...{ sk: LATEST_KEY, entity: 'dataset-latest', expect: 'any' as const },
          data: {
            version,
            totalRows: rows,
            minEventTime: '2013-01-01T00:00:00Z',
            maxEventTime: '2013-01-31T23:00:00Z',
          },
        },
      ],
      event: { type: 'dataset-version-committed', actor: 'test', cause: `ds-${version}` },
      result: undefined,
    }),
  );
  await send({ kind: 'new-data', dataset: 'rides', version, newRows: rows, asOf: '2013-01-31T23:00:00Z' });
};

const requests = async (): Promise<readonly RetrainRequest[]> =>
  (await registry.list({ kind: 'model', name: 'duration' }, 'REQUEST#')).map((item) =>
    retrainRequestSchema.parse(item.data),
  );

describe('decideRequest', () => {
  it('records "not now" with what is missing, and starts nothing', async () => {
    await commit(1, 400);
    expect(await requests()).toMatchObject([{ status: 'not-now', refusals: [{ code: 'waiting-for-data' }] }]);
    expect(workflow.started).toEqual([]);
  });

  it('starts the first contest as of the day after the newest row', async () => {
    await commit(1, 1000);
    const [request] = await requests();
    expect(request).toMatchObject({ status: 'accepted', cause: 'first', asOf: '2013-02-01T00:00:00.000Z' });
    expect(workflow.started).toMatchObject([
      { name: request?.requestId, input: { model: 'duration', cause: 'first' } },
    ]);
  });

  it('G-12 decides once however often a message is delivered', async () => {
    await commit(1, 1000);
    const message: AskMessage = {
      kind: 'new-data',
      dataset: 'rides',
      version: 1,
      newRows: 1000,
      asOf: '2013-01-31T23:00:00Z',
    };
    await Promise.all(Array.from({ length: 20 }, () => send(message)));
    expect(await requests()).toHaveLength(1);
    expect(workflow.started).toHaveLength(1);
    const ledger = await registry.readLedger({ kind: 'model', name: 'duration' });
    expect(ledger.filter(({ type }) => type === 'retrain-accepted')).toHaveLength(1);
  });

  it('lets the next ask in once the execution has ended, on that proof', async () => {
    await commit(1, 1000);
    const [first] = await requests();
    const ask = (subject: string): AskMessage => ({
      ...{
        kind: 'ask',
        model: 'duration',
        cause: 'manual',
        asOf: '2013-02-02T00:00:00.000Z',
        subject,
        requestedBy: 'me',
      },
    });
    workflow.executions.set(first?.executionArn ?? '', { status: 'RUNNING' });
    await send(ask('while it runs'));
    workflow.executions.set(first?.executionArn ?? '', {
      status: 'SUCCEEDED',
      output: { outcome: 'refused' },
    });
    await send(ask('after its end'));
    const byId = new Map((await requests()).map((request) => [request.subject, request]));
    expect(byId.get('while it runs')).toMatchObject({ status: 'not-now', refusals: [{ code: 'in-flight' }] });
    expect(byId.get('after its end')?.status).toBe('accepted');
    expect(byId.get('rides version 1')).toMatchObject({ status: 'ended', outcome: 'refused' });
  });

  it('leaves models of other datasets alone', async () => {
    await send({
      kind: 'new-data',
      dataset: 'others',
      version: 1,
      newRows: 5000,
      asOf: '2013-01-31T23:00:00Z',
    });
    expect(await requests()).toEqual([]);
  });
});
