import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { registerDataCommands } from '#cli/commands/data';
import { runLine } from './support/run-line.ts';

const SAMPLE = 'test/fixtures/flights/upload-january-sample.csv';
const PROJECT = ['--project', 'examples/flights'];
const folder = mkdtempSync(join(tmpdir(), 'gyre-data-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...line: readonly string[]) => runLine(line, { commands: [registerDataCommands] });
const answer = async (...line: readonly string[]) => {
  const { exitCode, out } = await run(...line, '--json');
  return { exitCode, ...(JSON.parse(out) as { data: unknown; error: unknown; warnings: readonly string[] }) };
};
const file = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

test('gyre data profile tells of a CSV file, packed or not, and saves a page', async () => {
  const report = join(folder, 'profile.html');
  const { exitCode, out } = await run('data', 'profile', SAMPLE, '--report', report);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^\d+ rows, \d+ columns, 0 rows twice/);
  expect(out).toMatch(/temp +number/);
  expect(readFileSync(report, 'utf8')).toContain('upload-january-sample.csv');
  const packed = file('sample.csv.gz', gzipSync(readFileSync(SAMPLE)));
  expect((await answer('data', 'profile', packed)).data).toEqual(
    (await answer('data', 'profile', SAMPLE)).data,
  );
  const damaged = file('damaged.csv.gz', gzipSync(readFileSync(SAMPLE)).subarray(0, 100));
  expect(await answer('data', 'profile', damaged)).toMatchObject({
    exitCode: 2,
    error: { code: 'GYRE-945' },
  });
  expect(await answer('data', 'profile', 'nowhere.csv')).toMatchObject({
    exitCode: 2,
    error: { code: 'GYRE-941', where: 'nowhere.csv' },
  });
  expect(await answer('data', 'contract', 'infer', file('rows.jsonl', '{"a":1}\n'))).toMatchObject({
    error: { code: 'GYRE-945', received: 'JSON' },
  });
});

test('gyre data contract infer writes a dataset.yaml that accepts the file it came from', async () => {
  const inferred = await run(
    'data',
    'contract',
    'infer',
    SAMPLE,
    '--name',
    'flights',
    '--owner',
    'operations',
  );
  expect(inferred.exitCode).toBe(0);
  const contract = file('dataset.yaml', inferred.out);
  expect(await answer('data', 'contract', 'check', SAMPLE, '--dataset', contract)).toMatchObject({
    exitCode: 0,
    data: { verdict: 'accept', rejectedRows: 0 },
  });
  expect((await answer('data', 'contract', 'infer')).exitCode).toBe(2);
});

test('gyre data contract check says what an upload would be told, and exits with 1', async () => {
  const good = await answer(...PROJECT, 'data', 'contract', 'check', SAMPLE, '--dataset', 'flights');
  expect(good).toMatchObject({ exitCode: 0, data: { verdict: 'accept', dataset: 'flights' } });
  const [header = '', row = ''] = readFileSync(SAMPLE, 'utf8').split('\n');
  const bad = file('bad.csv', `${header}\n${row.replace(/,[^,]*$/, ',soon')}\n`);
  const { exitCode, out } = await run(...PROJECT, 'data', 'contract', 'check', bad, '--dataset', 'flights');
  expect(exitCode).toBe(1);
  expect(out).toContain('would be quarantined');
  expect(out).toMatch(/CODE +LINE +COLUMN/);
  const unknown = await answer(...PROJECT, 'data', 'contract', 'check', SAMPLE, '--dataset', 'flight');
  expect(unknown).toMatchObject({ exitCode: 2, error: { code: 'GYRE-941' } });
});

test('gyre data contract diff exits with 1 where uploads may be refused', async () => {
  const flights = 'examples/flights/datasets/flights/dataset.yaml';
  const same = await run('data', 'contract', 'diff', flights, flights);
  expect(same).toMatchObject({ exitCode: 0, out: 'both ask the same\n' });
  const stricter = file(
    'stricter.yaml',
    `${readFileSync(flights, 'utf8')}\nfreshness: { maximumAgeDays: 3 }\n`,
  );
  const { exitCode, out } = await run('data', 'contract', 'diff', flights, stricter);
  expect(exitCode).toBe(1);
  expect(out).toMatch(/freshness\.maximumAgeDays +none +3 +narrower/);
  const broken = file('broken.yaml', 'name: rides\ncolums: []\n');
  expect(await answer('data', 'contract', 'diff', broken, flights)).toMatchObject({ exitCode: 2 });
});
