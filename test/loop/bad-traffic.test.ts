/** Odd requests, captures, labels and notifications: each is answered, refused or recorded, and nothing stops. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrontDoorBody } from '#cli/front-door';
import { alarmName } from '#core/monitoring/alarm-name';
import { windowItemSchema } from '#core/monitoring/monitoring-records';
import { latestSchema } from '#core/data/upload-outcome';
import { LATEST_KEY } from '#core/registry/keys';
import { decodeCaptureLine, formatAttributes } from '#core/serving/capture-record';
import { rides } from '#test/handlers/training/support/rides';
import { eventually } from '#test/local/cloud/support/test-cloud';
import { type LoopWorld, startLoopWorld } from './support/loop-world.ts';
import {
  asEvent,
  capturedLines,
  joinedLabels,
  joinOf,
  labelFile,
  settleCaptures,
  sketchedRows,
  sketchesOf,
} from './support/traffic.ts';

const FRONT = 'ride-time';
const NATIVE = 'ride-native';
const front = { kind: 'model', name: FRONT } as const;
const native = { kind: 'model', name: NATIVE } as const;
/** Windows of seven days begin on Thursdays: the first after the training rows is without traffic. */
const [EMPTY_WINDOW, BUSY_WINDOW] = ['2024-02-29', '2024-03-07'];
const DAY = '2024-03-08';
const HEADER = 'id,at,distance,stops';
const csv = (...rows: readonly string[]) => `${[HEADER, ...rows].join('\n')}\n`;
const labels = (...rows: readonly string[]) => `${['id,minutes', ...rows].join('\n')}\n`;

let world: LoopWorld;
beforeAll(async () => {
  const serving = { capture: 'native', labelledRowsTo: 'none', retentionDays: 90 };
  world = await startLoopWorld({ [FRONT]: {}, [NATIVE]: { config: { serving } } });
  await world.land('rides/first.csv', rides(0, 60, 2));
  await Promise.all([FRONT, NATIVE].map((model) => world.endedContest(model)));
  await world.quiet.machines('training', 'deployment');
});
afterAll(() => world.stop());

/** `gyre predict` with a file of these rows. */
async function predict(model: string, body: string, ...more: readonly string[]) {
  const file = join(world.project, 'rows.csv');
  await writeFile(file, body);
  return world.gyre('predict', model, file, ...more);
}

async function labelStatus(model: string) {
  const { code, envelope } = await world.gyre('label', 'status', model);
  expect(code).toBe(0);
  return envelope.data;
}

async function answered(model: string, body: FrontDoorBody) {
  const { status, text } = await world.ask(model, 'replays', body);
  expect([status, text]).toEqual([200, expect.stringContaining('"modelVersion":1')]);
}

/** Refused with this status and code, and captured nowhere; so is what `also` sends. */
async function expectRefused(
  [model, body]: readonly [string, FrontDoorBody],
  { status, code }: { readonly status: number; readonly code: string },
  also?: () => Promise<void>,
): Promise<void> {
  const before = await capturedLines(world, FRONT);
  const answer = await world.ask(model, 'predictions', body);
  const error = { code, received: expect.any(String) as string, fix: expect.any(String) as string };
  expect([answer.status, JSON.parse(answer.text)]).toMatchObject([status, { error }]);
  await also?.();
  await settleCaptures(world);
  expect(await capturedLines(world, FRONT)).toEqual(before);
}

describe('requests that cannot be answered', () => {
  test.each<[string, string, string, number, string]>([
    ['an event time to come', FRONT, csv('f1,2030-01-01T00:00:00Z,5,1'), 400, 'GYRE-601'],
    ['a model nobody declared', 'nobody', csv(`f1,${DAY}T08:00:00Z,5,1`), 404, 'GYRE-401'],
    ['a column nobody knows', FRONT, 'id,distance,stops,weather\nf1,5,1,wet\n', 400, 'GYRE-601'],
    ['a label among the features', FRONT, 'id,distance,stops,minutes\nf1,5,1,9\n', 400, 'GYRE-601'],
    ['a row cut off', FRONT, 'id,distance,stops\nf1,5,1\nf2,5\n', 400, 'GYRE-601'],
    ['a quote left open', FRONT, 'id,distance,stops\n"f1,5,1\n', 400, 'GYRE-601'],
    ['a word for a number', FRONT, 'id,distance,stops\nf1,far,1\n', 400, 'GYRE-601'],
  ])('%s: status and code, the same from the command line, and no capture', async (...given) => {
    const [, model, body, status, code] = given;
    await expectRefused([model, body], { status, code }, async () => {
      const printed = await predict(model, body);
      expect(printed).toMatchObject({ envelope: { ok: false, error: { code: 'GYRE-944' } } });
      expect(printed.code).not.toBe(0);
      expect(JSON.stringify(printed.envelope.error)).toContain(`${code}, status ${status}`);
    });
    expect(await world.registry.listAggregates('model')).toEqual([NATIVE, FRONT]);
  });

  test.each<[string, FrontDoorBody, number, string]>([
    ['JSON cut off', { contentType: 'application/json', text: '{"rows": [{"id": "f1"' }, 400, 'GYRE-601'],
    ['JSON of another shape', { contentType: 'application/json', text: '[1, 2]' }, 400, 'GYRE-601'],
    ['more rows than one request holds', 'id,distance,stops\n'.padEnd(9000, 'm,5,1\n'), 413, 'GYRE-602'],
  ])('%s: status and code, and no capture', async (_, body, status, code) => {
    await expectRefused([FRONT, body], { status, code });
  });

  test('H-04 a content type that could hold code is refused before it is read', async () => {
    const body = { contentType: 'application/x-python-pickle', text: 'cos' };
    await expectRefused([FRONT, body], { status: 415, code: 'GYRE-603' });
  });

  test('an event time to come is taken from whoever may replay', async () => {
    const printed = await predict(FRONT, csv('future-1,2030-01-01T00:00:00Z,5,1'), '--replay');
    expect(printed).toMatchObject({ code: 0, envelope: { data: { rowIds: ['future-1'], modelVersion: 1 } } });
    await sketchedRows(world, FRONT, ['2030-01-01', 1]);
    const records = (await capturedLines(world, FRONT)).map(decodeCaptureLine);
    expect(records).toContainEqual({
      modelVersion: 1,
      record: expect.objectContaining({
        rowIds: ['future-1'],
        eventTimes: ['2030-01-01T00:00:00Z'],
      }) as unknown,
    });
  });
});

test('F-02 a window without traffic is told as no data, and asks for nothing', async () => {
  await world.tick('platform', DAY);
  for (const model of [FRONT, NATIVE]) {
    const windows = await world.registry.list({ kind: 'model', name: model }, 'WINDOW#');
    expect(windows.map(({ data }) => windowItemSchema.parse(data))).toMatchObject([
      { start: `${EMPTY_WINDOW}T00:00:00.000Z`, status: 'no-data', rows: 0, isConfirmed: false },
    ]);
    expect((await world.model(model)).requests).toHaveLength(1);
  }
  const shown = await world.gyre('drift', 'show', NATIVE);
  expect(shown.envelope.data).toMatchObject({ status: 'no-data', report: { status: 'no-data', rows: 0 } });
  const report = await world.gyre('report', NATIVE);
  expect(report.envelope.data).toMatchObject({ kind: 'drift', status: 'no-data' });
});

test('rows out of range and rows the dataset has keep nobody out of the labelled upload', async () => {
  const at = `${DAY}T08:00:00Z`;
  await answered(FRONT, csv(`good-1,${at},5,1`, `far-1,${at},4000,1`, `many-1,${at},5,99`));
  // A ride of the training rows, asked again.
  await answered(FRONT, csv('59-3,2024-02-29T03:00:00Z,5,0'));
  await settleCaptures(world);
  await sketchedRows(world, FRONT, [DAY, 3]);
  await sketchedRows(world, FRONT, ['2024-02-29', 1]);
  await world.putLabels(FRONT, 'odd.csv', labels('good-1,10', 'far-1,8000', 'many-1,10', '59-3,10'));
  await world.tick(FRONT, '2024-03-09');

  const file = await labelFile(world, front, 'odd.csv');
  expect(file).toMatchObject({ status: 'joined', matched: 4, waitingRows: 0 });
  const join = await joinOf(world, front, file?.joinId);
  expect(join).toMatchObject({ rows: 4, leftOutRows: 3 });
  expect(join?.reasons?.map(({ code, column }) => `${code} ${column}`).sort()).toEqual([
    ...['key-of-earlier-version id', 'range distance', 'range stops'],
  ]);
  const latest = await world.registry.get({ kind: 'dataset', name: 'rides' }, LATEST_KEY);
  expect(latestSchema.parse(latest?.data)).toMatchObject({ version: 2, totalRows: 1201 });

  expect(await labelStatus(FRONT)).toMatchObject({ joins: [{ rows: 4, leftOutRows: 3 }] });
  const shown = await world.gyre('data', 'show', 'rides');
  expect(shown.envelope.data).toMatchObject({ version: 2, totalRows: 1201 });
  const quarantine = await world.gyre('data', 'quarantine', 'ls');
  expect(quarantine.envelope.data).toEqual({ uploads: [] });
});

describe('labels', () => {
  test('F-06 that come before their captures wait', async () => {
    await world.putLabels(FRONT, 'early.csv', labels('early-1,9', 'ghost-1,5'));
    await world.putLabels(NATIVE, 'early.csv', 'row_id,minutes\nearly-call#0,9\n');
    await world.tick('platform', '2024-03-10');
    expect(await labelFile(world, front, 'early.csv')).toMatchObject({
      ...{ status: 'waiting', matched: 0, waitingRows: 2, unknownRows: 0 },
    });
    expect(await labelFile(world, native, 'early.csv')).toMatchObject({ status: 'waiting', waitingRows: 1 });
    expect(await labelStatus(NATIVE)).toMatchObject({ files: [{ status: 'waiting', waitingRows: 1 }] });
  });

  test('F-06 are joined when the captures have come, by the front door or by SageMaker', async () => {
    await answered(FRONT, csv(`early-1,${DAY}T09:00:00Z,4,1`));
    const inference = await world.connection.inference();
    const answer = await inference.invoke({
      endpointName: world.connection.names.endpoint(NATIVE),
      ...{ body: '4,1\n', contentType: 'text/csv', inferenceId: 'early-call' },
      customAttributes: formatAttributes({ purpose: 'live', eventTime: `${DAY}T09:00:00Z` }),
    });
    expect(answer).toMatchObject({ invokedVariant: 'v1' });
    await settleCaptures(world);
    await sketchedRows(world, FRONT, [DAY, 4]);
    await sketchedRows(world, NATIVE, [DAY, 1]);
    await world.tick('platform', '2024-03-11');

    expect(await joinedLabels(world, FRONT)).toMatchObject({ 'early-1': 9 });
    expect(await joinedLabels(world, NATIVE)).toEqual({ 'early-call#0': 9 });
    const latest = await world.registry.get({ kind: 'dataset', name: 'rides' }, LATEST_KEY);
    expect(latestSchema.parse(latest?.data)).toMatchObject({ version: 3, totalRows: 1202 });
    expect(await labelStatus(NATIVE)).toMatchObject({
      files: [{ status: 'joined', matched: 1, waitingRows: 0 }],
    });
    expect(await labelFile(world, front, 'early.csv')).toMatchObject({
      ...{ status: 'waiting', matched: 1, waitingRows: 1 },
    });
  });

  test('F-06 that come twice, or say otherwise, change nothing and are told', async () => {
    await answered(FRONT, csv(`twice-1,${DAY}T10:00:00Z,4,1`));
    await settleCaptures(world);
    await sketchedRows(world, FRONT, [DAY, 5]);
    await world.putLabels(FRONT, 'once.csv', labels('twice-1,7'));
    await world.putLabels(FRONT, 'again.csv', labels('twice-1,7'));
    await world.putLabels(FRONT, 'otherwise.csv', labels('twice-1,70'));
    await world.tick(FRONT, '2024-03-12');

    expect(await joinedLabels(world, FRONT)).toMatchObject({ 'twice-1': 7 });
    expect(await labelStatus(FRONT)).toMatchObject({
      files: expect.arrayContaining([
        expect.objectContaining({ key: `_labels/${FRONT}/once.csv`, matched: 1 }),
        expect.objectContaining({ key: `_labels/${FRONT}/again.csv`, matched: 0, duplicates: 1 }),
        expect.objectContaining({ key: `_labels/${FRONT}/otherwise.csv`, matched: 0, contradictions: 1 }),
      ]) as unknown,
    });
  });

  test('of a model nobody declared are set aside with the names that are', async () => {
    await world.putLabels('nobody', 'stray.csv', labels('r1,1'));
    const stray = await labelFile(world, { kind: 'dataset', name: 'unknown' }, 'stray.csv');
    expect(stray).toMatchObject({ status: 'quarantined', reasons: [{ code: 'unknown-model' }] });
    expect(await world.registry.listAggregates('model')).toEqual([NATIVE, FRONT]);
    expect(await labelStatus('nobody')).toMatchObject({
      files: [{ status: 'quarantined', reasons: [{ allowed: `one of ${NATIVE}, ${FRONT}` }] }],
    });
  });
});

test('F-05 of a capture object with a line cut off the other lines are sketched, and the report counts it', async () => {
  const { names } = world.connection;
  const [line = ''] = (await capturedLines(world, FRONT)).filter((text) => text.includes('"early-1"'));
  const lines = ['torn-1', 'torn-2', 'torn-3'].map((id) => asEvent(line, id));
  const body = lines.join('\n').slice(0, -40);
  const Key = `${names.endpoint(FRONT)}/v1/2024/03/08/09/torn.jsonl`;
  await world.s3.send(new PutObjectCommand({ Bucket: names.bucket('capture'), Key, Body: body }));
  await sketchedRows(world, FRONT, [DAY, 7]);
  const torn = (await sketchesOf(world, FRONT, DAY)).filter(({ source }) => source.key === Key);
  expect(torn).toMatchObject([{ rows: 2, coverage: { records: 2, badRecords: { 'not-json': 1 } } }]);

  await world.tick(FRONT, '2024-03-15');
  const shown = await world.gyre('drift', 'show', FRONT, '--window', BUSY_WINDOW);
  expect(shown.envelope.data).toMatchObject({
    report: { rows: 7, coverage: { badRecords: { 'not-json': 1 }, liveRows: 7 } },
  });
});

test('F-06 a label whose capture never comes ends as unknown, on record', async () => {
  await world.tick(FRONT, '2024-03-24');
  const file = await labelFile(world, front, 'early.csv');
  expect(file).toMatchObject({ status: 'joined', matched: 1, waitingRows: 0, unknownRows: 1 });
  expect(await joinOf(world, front, file?.joinId)).toMatchObject({ unknownRows: 1 });
  const { data } = (await world.gyre('label', 'status', FRONT)).envelope;
  expect(data).toMatchObject({
    files: expect.arrayContaining([
      expect.objectContaining({ key: `_labels/${FRONT}/early.csv`, matched: 1, unknownRows: 1 }),
    ]) as unknown,
  });
});

test('G-09 an alarm of a model nobody declared is ignored on record, and starts nothing', async () => {
  const { names, environment } = world.connection;
  const executions = async () =>
    (
      await new SFNClient({}).send(
        new ListExecutionsCommand({ stateMachineArn: names.machineArn('training') }),
      )
    ).executions?.length;
  const before = await executions();
  const { MessageId: id } = await new SNSClient({}).send(
    new PublishCommand({
      TopicArn: names.alarmTopicArn,
      Message: JSON.stringify({
        ...{ AlarmName: alarmName(environment, 'nobody', 'drift'), NewStateValue: 'ALARM' },
        ...{
          OldStateValue: 'OK',
          NewStateReason: 'made up',
          StateChangeTime: '2024-03-24T06:00:00.000+0000',
        },
      }),
    }),
  );
  expect(id).toBeDefined();
  // It came as far as the governor, who says so.
  await eventually(async () => {
    const logs = await world.gyre('local', 'logs', `${names.prefix}-decide-request`);
    const text = JSON.stringify(logs.envelope.data);
    return /ignored: about no deployed model[^}]*nobody/.test(text) ? true : undefined;
  }, 30);
  await world.quiet.queues('retrain');
  expect(await executions()).toBe(before);
  expect(await world.registry.listAggregates('model')).toEqual([NATIVE, FRONT]);
  const { requests } = (await world.gyre('retrain', 'ls')).envelope.data as {
    readonly requests: readonly { readonly model: string }[];
  };
  // Those of the first contests, and no other.
  expect(requests.map(({ model }) => model)).toEqual([NATIVE, FRONT]);
});
