/**
 * Files that are not as they should be, landed as anybody lands them, all at once: each is a version or is set aside
 * with its reason, and the command line prints what the registry holds.
 */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Manifest } from '#core/data/manifest';
import { type UploadRecord, uploadRecordSchema } from '#core/data/upload-outcome';
import { runGyre } from '#test/contract/cli/support/run-gyre';
import { ROWS_A_DAY } from '#test/handlers/training/support/rides';
import { eventually } from '#test/local/cloud/support/test-cloud';
import { ACCEPTED, BASE, dayOfRides, REFUSED } from './support/bad-upload-files.ts';
import { type LoopWorld, startLoopWorld } from './support/loop-world.ts';
import { operators } from './support/operators.ts';

const INTAKE = 'claim-upload';
const ENDED_SECONDS = 90;

interface Uploads {
  readonly uploads: readonly UploadRecord[];
}

interface Landed {
  readonly key: string;
  readonly body: string | Uint8Array;
  readonly versionId: string;
}

let world: LoopWorld;
let landed: readonly Landed[] = [];
let overwritten: readonly Landed[] = [];
let erased: Landed;
let hidden: Landed;

async function put(key: string, body: string | Uint8Array): Promise<Landed> {
  const Bucket = world.connection.names.bucket('landing');
  const { VersionId } = await world.s3.send(
    new PutObjectCommand({ Bucket, Key: key, Body: Buffer.from(body) }),
  );
  const one = { key, body, versionId: VersionId ?? '' };
  landed = [...landed, one];
  return one;
}

async function records(): Promise<readonly UploadRecord[]> {
  const lists = ['rides', 'unknown'].map((name) => world.registry.list({ kind: 'dataset', name }, 'UPLOAD#'));
  return (await Promise.all(lists)).flat().map((item) => uploadRecordSchema.parse(item.data));
}

async function recordOf({ versionId }: Pick<Landed, 'versionId'>): Promise<UploadRecord> {
  const found = (await records()).filter((record) => record.versionId === versionId);
  const [record] = found;
  if (record === undefined || found.length > 1) throw new Error(`${found.length} records of ${versionId}`);
  return record;
}

const landedAs = (key: string) => {
  const one = landed.find((each) => each.key === key);
  if (one === undefined) throw new Error(`${key} was not landed`);
  return one;
};

const allEnded = () =>
  eventually(async () => {
    const found = await records();
    const ended = new Set(found.filter(({ status }) => status !== 'claimed').map((each) => each.versionId));
    return landed.every(({ versionId }) => ended.has(versionId));
  }, ENDED_SECONDS);

const ask = async (...words: readonly string[]) => {
  const { code, envelope } = await world.gyre('data', ...words);
  expect([code, envelope.ok]).toEqual([0, true]);
  return envelope.data;
};

beforeAll(async () => {
  world = await startLoopWorld({});
  await put('rides/base.csv', BASE);
  await allEnded();
  // Nobody reads until all lie there: what is overwritten or deleted meanwhile was never looked at.
  const operator = operators(world.connection.names);
  await operator.setSource(INTAKE, false);
  for (const { key, body } of [...REFUSED, ...ACCEPTED]) await put(key, body);
  await put('rides/base.csv', BASE);
  await put('rides/base-again.csv', BASE);

  for (const number of [20, 21, 22])
    overwritten = [...overwritten, await put('rides/overwritten.csv', dayOfRides(number))];
  hidden = await put('rides/hidden.csv', dayOfRides(23));
  erased = await put('rides/erased.csv', dayOfRides(24));
  const Bucket = world.connection.names.bucket('landing');
  await world.s3.send(new DeleteObjectCommand({ Bucket, Key: hidden.key }));
  await world.s3.send(new DeleteObjectCommand({ Bucket, Key: erased.key, VersionId: erased.versionId }));
  await operator.setSource(INTAKE, true);
  await allEnded();
}, 180_000);
afterAll(() => world.stop());

describe('a file is set aside, and printed with its reason:', () => {
  test.each(REFUSED)('$what', async ({ key, body, reason }) => {
    const record = await recordOf(landedAs(key));
    expect(record).toMatchObject({ key, status: 'quarantined', sizeBytes: Buffer.from(body).length });
    expect(record.reasons?.[0]).toMatchObject({ ...reason, fix: expect.stringMatching(/\w+ \w+/) as string });
    expect(await ask('quarantine', 'show', record.uploadId)).toEqual(record);
    expect(await ask('quarantine', 'ls')).toMatchObject({
      uploads: expect.arrayContaining([record]) as unknown,
    });
    if (record.dataset === 'unknown') return;
    expect(await readLake(`rides/quarantine/${record.uploadId}/original`)).toEqual(Buffer.from(body));
  });
});

describe('a file is a version, and printed with what was made equal:', () => {
  test.each(ACCEPTED)('$what', async ({ key, normalised }) => {
    const one = landedAs(key);
    const { status, version, uploadId } = await recordOf(one);
    expect(status).toBe('committed');
    expect(await ask('show', 'rides', String(version))).toMatchObject({
      ...{ version, rows: ROWS_A_DAY, uploadId },
      manifest: { normalised, source: { key, versionId: one.versionId, uploadId } },
    });
  });
});

test('the same content again, under its own key and under another, is a duplicate of the version', async () => {
  const [, again] = landed.filter(({ key }) => key === 'rides/base.csv');
  const { uploads } = (await ask('show', 'rides')) as Uploads;
  for (const one of [again, landedAs('rides/base-again.csv')]) {
    const record = await recordOf({ versionId: one?.versionId ?? '' });
    expect(record).toMatchObject({ status: 'duplicate', version: 1 });
    expect(uploads).toContainEqual(record);
  }
});

test('A-03 of a key that is written three times before anybody reads, each content is a version of its own', async () => {
  const versions = new Set<number | undefined>();
  for (const { key, versionId, body } of overwritten) {
    const { status, version } = await recordOf({ versionId });
    expect(status).toBe('committed');
    versions.add(version);
    const { manifest } = (await ask('show', 'rides', String(version))) as { readonly manifest: Manifest };
    expect(manifest.source).toMatchObject({ key, versionId });
    expect(await readLake(manifest.added[0]?.key ?? '')).toEqual(Buffer.from(body));
    const Bucket = world.connection.names.bucket('landing');
    const kept = await world.s3.send(new GetObjectCommand({ Bucket, Key: key, VersionId: versionId }));
    expect(await kept.Body?.transformToString()).toBe(body);
  }
  expect(versions.size).toBe(overwritten.length);
});

test('A-07 a file that is deleted before it is read is a version; one that is erased is told as gone', async () => {
  const kept = await recordOf(hidden);
  expect(kept).toMatchObject({ status: 'committed' });
  expect(await ask('show', 'rides', String(kept.version))).toMatchObject({ rows: ROWS_A_DAY });
  const gone = await recordOf(erased);
  expect(gone).toMatchObject({
    status: 'quarantined',
    reasons: [
      {
        code: 'source-gone',
        received: 'the object was deleted or replaced before it was read',
        fix: 'upload the file again and leave it there',
      },
    ],
  });
  expect(await ask('quarantine', 'show', gone.uploadId)).toEqual(gone);
});

describe('a person reads', () => {
  const read = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await runGyre({ project: world.project }, 'data', ...words);
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  };

  test('what is wrong with a file, where, what is allowed and how to mend it', async () => {
    const ragged = await recordOf(landedAs('rides/ragged.csv'));
    expect(await read('quarantine', 'show', ragged.uploadId)).toBe(
      [
        `${ragged.uploadId} of rides: rides/ragged.csv, ${ragged.sizeBytes} bytes`,
        'ragged-row, line 5:',
        '  received: the row has another number of cells than the header',
        '  allowed: a UTF-8 CSV file with one header line and rows of one width',
        '  Fix: write the file again with a CSV writer (comma, double quotes, UTF-8) and upload it',
        '',
      ].join('\n'),
    );
    const labels = await recordOf(landedAs('rides/nan-labels.csv'));
    expect(await read('quarantine', 'show', labels.uploadId)).toContain(
      [
        'type, row 1, line 2, column minutes:',
        `  received: text of 3 characters (${ROWS_A_DAY} rows in all)`,
        '  allowed: number',
        '  Fix: mend column minutes from line 2 on and upload the file again',
      ].join('\n'),
    );
  });

  test('what became of every upload, also to a name that no dataset has', async () => {
    const shown = await read('show', 'rides');
    const newest = (await ask('show', 'rides')) as Uploads;
    expect(newest.uploads.length).toBeGreaterThan(10);
    for (const { uploadId, status, reasons, key } of newest.uploads) {
      const line = shown.split('\n').find((each) => each.startsWith(`${uploadId}  ${status}`));
      expect(line).toContain(key);
      if (status === 'quarantined') expect(line).toContain(reasons?.[0]?.code);
    }
    expect(shown).toContain('`gyre data quarantine show <upload>` tells why one was set aside');
    expect(await read('show', 'unknown')).toMatch(
      /^unknown has no version yet\n\n[^]*quarantined +- +unknown-dataset +flights\/may\.csv/,
    );
  });
});

test('nothing is lost: every version of every object has one end, no message is left, and a good file commits', async () => {
  const { names } = world.connection;
  const { Versions: versions = [] } = await world.s3.send(
    new ListObjectVersionsCommand({ Bucket: names.bucket('landing') }),
  );
  const lying = versions.map(({ VersionId }) => VersionId);
  expect(lying).toHaveLength(landed.length - 1);
  const found = await records();
  expect(found.map(({ versionId }) => versionId).sort()).toEqual([...lying, erased.versionId].sort());
  const refused = found.filter(({ status }) => status === 'quarantined');
  expect(refused).toHaveLength(REFUSED.length + 1);
  const { uploads } = (await ask('quarantine', 'ls')) as Uploads;
  expect(uploads).toHaveLength(refused.length);

  await world.quiet.queues('intake');
  await world.quiet.machines('data');
  const { Attributes: dead } = await new SQSClient({}).send(
    new GetQueueAttributesCommand({
      QueueUrl: `${names.queueUrl('intake')}-dlq`,
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  expect(dead).toEqual({ ApproximateNumberOfMessages: '0' });
  const { executions } = await new SFNClient({}).send(
    new ListExecutionsCommand({ stateMachineArn: names.machineArn('data'), statusFilter: 'FAILED' }),
  );
  expect(executions).toEqual([]);

  const committed = found.filter(({ status }) => status === 'committed').length;
  const good = await put('rides/good.csv', dayOfRides(30));
  await allEnded();
  expect(await recordOf(good)).toMatchObject({ status: 'committed', version: committed + 1 });
  expect(await ask('ls')).toMatchObject({
    datasets: [
      { name: 'rides', version: committed + 1, totalRows: (committed + 1) * ROWS_A_DAY },
      { name: 'unknown', version: 0, totalRows: 0 },
    ],
  });
});

async function readLake(key: string): Promise<Buffer> {
  const store = await world.connection.store();
  const chunks: Uint8Array[] = [];
  for await (const chunk of await store.read({ bucket: world.connection.names.bucket('lake'), key }))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}
