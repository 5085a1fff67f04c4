import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerDriftCommands } from '#cli/commands/drift';
import { registerLabelCommands } from '#cli/commands/label';
import { registerQualityCommands } from '#cli/commands/quality';
import { registerReportCommands } from '#cli/commands/report';
import type { Connection } from '#cli/connect';
import { environmentNames } from '#cli/environment-names';
import type { RegisterCommands } from '#cli/load-commands';
import { envelopeSchema } from '#cli/output';
import { tickSchema } from '#core/config/tick';
import { isLabelKey, labelsKey, modelOfLabelKey } from '#core/serving/ground-truth-records';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryQueue } from '#test/fakes/memory-queue';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { memoryWorkflow } from '#test/fakes/memory-workflow';
import { putMonitoredModel } from './support/monitored-model.ts';
import { runLine } from './support/run-line.ts';

const ADDRESS = { environment: 'local', accountId: '000000000000', region: 'us-east-1', partition: 'aws' };
const names = environmentNames(ADDRESS);
const registry = memoryRegistry();
const store = memoryObjectStore();
const queue = memoryQueue();
const workflow = memoryWorkflow();
let folder = '';

const connection: Pick<Connection, 'registry' | 'store' | 'queue' | 'workflow' | 'names'> = {
  names,
  registry: () => Promise.resolve(registry),
  store: () => Promise.resolve(store),
  queue: () => Promise.resolve(queue),
  workflow: () => Promise.resolve(workflow),
};

const commands = [
  registerDriftCommands,
  registerQualityCommands,
  registerLabelCommands,
  registerReportCommands,
].map(
  (register): RegisterCommands =>
    (program, context) =>
      register(program, { ...context, connect: () => Promise.resolve(connection as Connection) }),
);

const run = (...line: readonly string[]) => runLine([...line, '--project', folder], { commands });

async function data(...line: readonly string[]): Promise<unknown> {
  const { out, exitCode } = await run(...line, '--json');
  expect(exitCode).toBe(0);
  return envelopeSchema.parse(JSON.parse(out)).data;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gyre-commands-'));
  await putMonitoredModel(registry, store);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('gyre drift', () => {
  test('lists every revision of every window, oldest first, and which verdict is confirmed', async () => {
    expect(await data('drift', 'ls')).toMatchObject({
      windows: [
        { model: 'air-time', start: '2013-04-01T00:00:00.000Z', revision: 1, isConfirmed: false },
        { start: '2013-04-01T00:00:00.000Z', revision: 2, isConfirmed: true },
        { start: '2013-05-01T00:00:00.000Z', revision: 1 },
      ],
    });
    expect((await run('drift', 'ls', 'air-time')).out).toContain('drifted, confirmed');
  });

  test('shows the newest revision of a window, feature by feature', async () => {
    const { out } = await run('drift', 'show', 'air-time', '--window', '2013-04');
    expect(out).toMatch(
      /^air-time v1 {2}2013-04-01 to 2013-05-01: drifted, confirmed \(temp 3\.76 \(0\.98\)\)/,
    );
    expect(out).toContain('3 duplicates, 2 bad records left out');
    expect(out).toContain('season (trailing, 2013-03-01 to 2013-04-01): expected: nothing; new: temp');
    expect(out).toMatch(
      /temp +drifted +3\.760 +0\.980 +up +kolmogorov-smirnov +36\.00 -> - +0\.0 % -> 1\.0 %/,
    );
  });

  test('a window that was not judged is answered with those that were', async () => {
    const { exitCode, err } = await run('drift', 'show', 'air-time', '--window', '2013-12');
    expect(exitCode).toBe(2);
    expect(err).toContain('allowed   2013-04-01, 2013-05-01\n');
    expect(err).toContain('gyre drift ls air-time');
  });

  test('a model that nobody knows is answered with those that are known', async () => {
    expect(await run('drift', 'ls', 'airtime')).toMatchObject({ exitCode: 2 });
    expect((await run('drift', 'ls', 'airtime')).err).toContain('allowed   air-time');
  });

  test('run sends the tick of a moment, to one model or all', async () => {
    await run('drift', 'run', 'air-time', '--as-of', '2013-06-01T06:00:00Z');
    await run('drift', 'run', '--as-of', '2013-06-01');
    const bodies = queue.sent.map(({ queueUrl, message }) => [queueUrl, tickSchema.parse(message)]);
    const ticks = names.queueUrl('ticks');
    expect(bodies).toEqual([
      [ticks, { kind: 'tick', target: 'air-time', asOf: '2013-06-01T06:00:00.000Z' }],
      [ticks, { kind: 'tick', target: 'platform', asOf: '2013-06-01T00:00:00.000Z' }],
    ]);
  });
});

describe('gyre quality', () => {
  test('lists judgements by day', async () => {
    expect(await data('quality', 'ls')).toMatchObject({
      judged: [
        { model: 'air-time', day: '2013-05-15', status: 'within' },
        { day: '2013-06-01', status: 'breached', value: 17.46 },
      ],
    });
  });

  test('shows the newest one day by day; a day without a value has none', async () => {
    const { out } = await run('quality', 'show', 'air-time');
    expect(out).toContain('12000 joined rows on 2 days, 2013-05-30 to 2013-05-31; limit 1.15 x the promise');
    expect(out).toMatch(/2013-05-30 +6000 +17\.10\n2013-05-31 +6000 +-/);
  });
});

describe('gyre label', () => {
  test('tells what waits, what was joined, and why a file was set aside', async () => {
    const { out } = await run('label', 'status', 'air-time');
    expect(out).toContain('1 waiting, 1 joined, 1 quarantined');
    expect(out).toContain('line 7: not-a-number, soon');
    expect(out).toMatch(/lb-waiting\.csv +waiting +800 +796 +4 /);
    expect(out).toContain('temp: range, a number (3 rows in all)');
    expect(out).toMatch(/jn-1 +2013-06-01 +joined +1 +790 +4 +6 +3 +ds-0000000000000001/);
  });

  test('tells of files that landed for a model that nobody declared', async () => {
    const stray = {
      ...{
        labelsId: 'lb-stray',
        model: 'unknown',
        bucket: 'landing',
        key: '_labels/air-tme/a.csv',
        etag: 'e',
      },
      ...{ sizeBytes: 9, status: 'quarantined', receivedAt: '2013-05-04T06:00:00Z', rows: 0, columns: [] },
      ...{ duplicates: 0, contradictions: 0 },
      reasons: [{ code: 'unknown-model', received: 'model air-tme', allowed: 'air-time', fix: 'mend it' }],
    };
    await registry.transition({ kind: 'dataset', name: 'unknown' }, async () => ({
      writes: [{ sk: labelsKey('lb-stray'), entity: 'labels', expect: 'any', data: stray }],
      event: { type: 'tested', actor: 'test', cause: 'none' },
      result: undefined,
    }));
    const { out } = await run('label', 'status', 'air-tme');
    expect(out).toContain('0 waiting, 0 joined, 1 quarantined');
    expect(out).toContain('unknown-model, model air-tme');
    expect((await run('label', 'status', 'air-time')).out).not.toContain('air-tme');
    expect(await run('label', 'status', 'nobody')).toMatchObject({ exitCode: 2 });
  });

  test('put lands the file where its model is read from the key', async () => {
    const file = join(folder, '2013-04-01.csv');
    await writeFile(file, 'flight_id,air_time\n1,100\n');
    await run('label', 'put', 'air-time', file);
    const landed = store.versions.filter(({ bucket }) => bucket === names.bucket('landing'));
    expect(landed.map(({ key }) => [key, isLabelKey(key), modelOfLabelKey(key)])).toEqual([
      ['_labels/air-time/2013-04-01.csv', true, 'air-time'],
    ]);
    expect(await run('label', 'put', 'air-time', join(folder, 'none.csv'))).toMatchObject({ exitCode: 2 });
  });
});

describe('gyre report', () => {
  test('saves the page of a judgement and prints its path alone', async () => {
    const { out } = await run('report', 'air-time', '--at', '2013-04');
    const path = join(folder, '.gyre', 'report', 'air-time-drift-2013-04-01-v1-r2.html');
    expect(out).toBe(`${path}\n`);
    expect(await readFile(path, 'utf8')).toBe('<h1>April</h1>');
  });

  test('quality has a page of its own, and the caller may name the file', async () => {
    const out = join(folder, 'own', 'june.html');
    expect(await data('report', 'air-time', '--kind', 'quality', '--out', out)).toMatchObject({
      kind: 'quality',
      status: 'breached',
      path: out,
    });
    expect(await readFile(out, 'utf8')).toBe('<h1>June</h1>');
  });
});

test('drift sketch has hours counted that nobody has counted, and refuses hours that are none', async () => {
  const started = await data(
    'drift',
    'sketch',
    'air-time',
    '--from',
    '2026-11-21T07',
    '--to',
    '2026-11-21T09',
  );
  expect(started).toMatchObject({ from: '2026-11-21T07', to: '2026-11-21T09', models: ['air-time'] });
  expect(workflow.started.at(-1)).toMatchObject({
    machineArn: names.machineArn('sketching'),
    input: { from: '2026-11-21T07', to: '2026-11-21T09', models: ['air-time'] },
  });
  expect(
    (await run('drift', 'sketch', 'air-tim', '--from', '2026-11-21T07', '--to', '2026-11-21T09')).exitCode,
  ).toBe(2);
  const refused = [
    ['2026-11-21T07', '2026-11-21T07', 'the hours end before they begin'],
    ['2026-11-21', '2026-11-22T00', 'hours are written like'],
  ] as const;
  for (const [from, to, said] of refused) {
    const { err, exitCode } = await run('drift', 'sketch', 'air-time', '--from', from, '--to', to);
    expect({ exitCode, err }).toMatchObject({ exitCode: 2, err: expect.stringContaining(said) as string });
  }
});
