import { type CompiledModel, compiledModelSchema } from '#core/config/compiled-model';
import type { ChampionAlias } from '#core/deployment/deployment-record';
import { type Baseline, baselineKey } from '#core/monitoring/baseline';
import { windowItemSchema } from '#core/monitoring/monitoring-records';
import { windowReportSchema } from '#core/monitoring/window-report';
import { seededRandom } from '#core/random';
import { aliasKey, LATEST_KEY, versionKey } from '#core/registry/keys';
import { retrainRequestSchema } from '#core/retraining/retrain-records';
import { type CaptureAttributes, captureLine } from '#core/serving/capture-record';
import { joinedKey } from '#core/serving/ground-truth-records';
import type { ModelVersion } from '#core/training/model-version';
import { judgeQuality } from '#lambdas/monitoring/judge-quality/handler';
import { judgeWindow } from '#lambdas/monitoring/judge-window/handler';
import { sketchCapture } from '#lambdas/monitoring/sketch-capture/handler';
import type { ItemWrite } from '#ports/registry';
import { memoryMetricLog } from '#test/fakes/memory-metric-log';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryParameters } from '#test/fakes/memory-parameters';
import { memoryQueue } from '#test/fakes/memory-queue';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { memoryWorkflow } from '#test/fakes/memory-workflow';
import { fakeContext } from '#test/fakes/step-context';
import { drawRow, watchedBaseline } from '#test/unit/monitoring/support/watched';

export const MODEL = 'ride-time';
export const APRIL = { start: '2024-04-01T00:00:00.000Z', end: '2024-05-01T00:00:00.000Z' } as const;
/** The tick after April closed. */
export const MAY_TICK = '2024-05-01T06:00:00.000Z';
export const MINIMUM_ROWS = 100;
export const LABELLED_ROWS = 5000;

const AGGREGATE = { kind: 'model', name: MODEL } as const;
type Row = readonly [number, number];

export function watchedModel(change: Readonly<Record<string, unknown>> = {}): CompiledModel {
  return compiledModelSchema.parse({
    ...{ name: MODEL, owner: 'operations', risk: 'low', problem: 'regression', objective: 'plan' },
    ...{ dataset: 'rides', label: 'minutes', features: ['distance', 'stops'], key: ['id'], eventTime: 'at' },
    evaluation: { metric: 'mae' },
    monitoring: {
      ...{ bucket: '1d', driftWindow: 'calendar-month', labelMaturityDays: 1 },
      drift: { minimumRows: MINIMUM_ROWS },
      quality: { minimumRows: MINIMUM_ROWS, windowDays: 7 },
    },
    retraining: { cooldownDays: 10, minimumNewLabels: 1000 },
    ...change,
  });
}

function versionOf(version: number): ModelVersion {
  return {
    ...{ version, candidateId: `c-${version}`, contestId: `ct-${version}`, revision: 'r1' },
    ...{ configKey: 'model.json', image: 'image:1', jobRoleArn: 'arn:role' },
    ...{ artifactKey: `v${version}.tar.gz`, artifactSha256: `sha${version}`, datasetVersion: 1 },
    ...{ trainRows: 2700, trainStart: '2024-01-01T00:00:00Z', trainEnd: '2024-03-01T00:00:00Z' },
    ...{ holdoutEnd: '2024-03-31T00:00:00.000Z', featuresHash: 'f' },
    promised: { metric: 'mae', value: 1, low: 0.9, high: 1.1 },
    ...{ status: 'registered', registeredAt: '2024-03-31T00:00:00Z' },
  };
}

let rooms = 0;

/** Monitoring in memory: versions with baselines, captures that are sketched, judgements called as their machine does. */
export async function monitoringRoom(model: CompiledModel = watchedModel()) {
  rooms += 1;
  const registry = memoryRegistry();
  const store = memoryObjectStore();
  const workflow = memoryWorkflow();
  const queue = memoryQueue();
  const environment = {
    ...{ GYRE_ENV: 'test', REGISTRY_TABLE: 'registry', CAPTURE_BUCKET: 'capture', REPORTS_BUCKET: 'reports' },
    // A bucket of its own: what a function has loaded of one stays with it from test to test.
    ...{ ARTIFACTS_BUCKET: `artifacts-${rooms}`, LAKE_BUCKET: 'lake', RETRAIN_QUEUE_URL: 'retrain' },
    MONITORING_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:gyre-test-monitoring',
    SKETCHING_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:gyre-test-sketching',
    TRAINING_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:gyre-test-training',
  };
  const pointer = {
    ...{
      name: model.name,
      configSha256: 'a',
      sourceSha256: 'b',
      assetBucket: 'assets',
      configKey: 'model.json',
    },
    ...{ sourceKey: 'source.tar.gz', jobRoleArn: 'arn:role', image: 'image:1' },
  };
  const parameters = memoryParameters({ [`/gyre/test/models/${MODEL}`]: JSON.stringify(pointer) });
  const adapters = { registry, store, workflow, queue, parameters, metrics: memoryMetricLog() };
  const context = fakeContext({ environment, adapters });
  const put = (bucket: string, key: string, value: unknown) =>
    store.write({ bucket, key }, typeof value === 'string' ? value : JSON.stringify(value), 'text/plain');
  const record = (kind: 'model' | 'dataset', name: string, ...writes: readonly Omit<ItemWrite, 'expect'>[]) =>
    registry.transition({ kind, name }, async () => ({
      writes: writes.map((write) => ({ ...write, expect: 'any' as const })),
      event: { type: 'contest-decided', actor: 'test', cause: 'set up' },
      result: undefined,
    }));

  await put('assets', 'model.json', model);
  await put(environment.ARTIFACTS_BUCKET, 'model.json', model);
  const rows = { version: 1, totalRows: LABELLED_ROWS, minEventTime: APRIL.start, maxEventTime: APRIL.end };
  await record('dataset', 'rides', { sk: LATEST_KEY, entity: 'dataset-latest', data: rows });
  await put('lake', 'rides/versions/000001/manifest.json', {
    ...{ dataset: 'rides', version: 1, parent: 0, removed: [], totalRows: LABELLED_ROWS, normalised: [] },
    added: [
      {
        ...{ key: 'rides/objects/1', keysKey: 'rides/objects/1.keys', sha256: '1', rows: LABELLED_ROWS },
        ...{ uploadId: 'ds-1', minEventTime: APRIL.start, maxEventTime: APRIL.end },
      },
    ],
    rows: { in: LABELLED_ROWS, out: LABELLED_ROWS, rejected: 0, reasons: {} },
    ...{ schemaHash: 's', columnOrderHash: 'c', contractHash: 'h', committedAt: APRIL.end },
    source: { origin: 'landing', bucket: 'landing', key: 'rides/a.csv', uploadId: 'ds-1' },
  });

  /** A version with its baseline. */
  const register = async (version: number, baseline: Baseline = watchedBaseline(`ct-${version}`)) => {
    await put(environment.ARTIFACTS_BUCKET, baselineKey(MODEL, `ct-${version}`), baseline);
    await record('model', MODEL, {
      ...{ sk: versionKey(version), entity: 'model-version', data: { ...versionOf(version) } },
    });
  };
  const enthrone = async (version: number, asOf = '2024-03-31T00:00:00Z') => {
    const alias: ChampionAlias = {
      ...{ version, deploymentId: `dp-${version}`, asOf, configName: `config-${version}`, since: asOf },
    };
    await record('model', MODEL, { sk: aliasKey('champion'), entity: 'alias', data: { ...alias } });
  };
  await register(1);
  await enthrone(1);

  /** S3's event of an object. */
  const told = async (key: string, etag = 'e1', bucket = 'capture') => {
    const body = {
      ...{ source: 'aws.s3' as const, 'detail-type': 'Object Created' as const },
      detail: { bucket: { name: bucket }, object: { key, size: 1, etag } },
    };
    await sketchCapture({ messageId: 'm', sentAt: new Date(0), body }, context);
  };
  const keyOf = (name: string, version = 1) => `gyre-test-${MODEL}/v${version}/2024/04/30/08/${name}.jsonl`;
  /** An object of calls, one row each, one call a name of an event. */
  const captured = async (
    name: string,
    events: readonly string[],
    options: {
      readonly version?: number;
      readonly purpose?: CaptureAttributes['purpose'];
      readonly change?: (row: Row) => Row;
      readonly extraLines?: readonly string[];
      readonly day?: (index: number) => string;
    } = {},
  ) => {
    const { version = 1, purpose = 'live', change = (row: Row): Row => row, extraLines = [] } = options;
    const day = options.day ?? ((index) => `2024-04-${String(1 + (index % 30)).padStart(2, '0')}T12:00:00Z`);
    const lines = events.map((eventId, index) => {
      // The row belongs to the event: the same event is the same row in whatever object.
      const row = change(drawRow(seededRandom(eventId)));
      return captureLine(
        {
          ...{ eventId, inferenceId: eventId, inferenceTime: '2024-04-30T08:00:00Z' },
          ...{ attributes: { purpose }, inputs: [row.join(',')], outputs: [String(2 * row[0])] },
          ...{ rowIds: [eventId], eventTimes: [day(index)] },
        },
        version,
      );
    });
    const key = keyOf(name, version);
    await put('capture', key, [...lines, ...extraLines].map((line) => `${line}\n`).join(''));
    await told(key);
    return key;
  };
  /** Names of events, so many. */
  const events = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

  const judge = (asOf: string = MAY_TICK, window: { start: string; end: string } = APRIL) =>
    judgeWindow({ model: MODEL, asOf, ...window }, context);
  const judgeDay = (day = '2024-05-01', asOf: string = MAY_TICK) =>
    judgeQuality({ model: MODEL, asOf, day }, context);
  /** Joined rows of one day; predictions are off by as much. */
  const joined = async (day: string, off: number, count: number, version = 1, joinId = 'jn-1') => {
    const address = { model: MODEL, version, bucketStart: `${day}T00`, joinId };
    const labels = Array.from({ length: count }, (_, row) => row);
    await put('lake', joinedKey(address), {
      ...{
        rowIds: labels.map((row) => `${day}-${row}`),
        predictions: labels.map((row) => row + off),
        labels,
      },
    });
  };

  const windows = async () =>
    (await registry.list(AGGREGATE, 'WINDOW#')).map((item) => windowItemSchema.parse(item.data));
  const requests = async () =>
    (await registry.list(AGGREGATE, 'REQUEST#')).map((item) => retrainRequestSchema.parse(item.data));
  const report = async (key: string) =>
    windowReportSchema.parse(JSON.parse(await store.readText({ bucket: 'reports', key })));
  const sketches = async () => {
    const found: string[] = [];
    for await (const { key } of store.list('reports', 'sketches/')) found.push(key);
    return found;
  };
  const happened = async (type: string) =>
    (await registry.readLedger(AGGREGATE)).filter((event) => event.type === type).length;

  return {
    ...{ registry, store, workflow, queue, parameters, adapters, environment, context, put, record },
    ...{ register, enthrone, told, keyOf, captured, events, judge, judgeDay, joined },
    ...{ windows, requests, report, sketches, happened },
  };
}

export type MonitoringRoom = Awaited<ReturnType<typeof monitoringRoom>>;

/** Everything is five further than in training. */
export function farther([distance, stops]: Row): Row {
  return [distance + 5, stops];
}
