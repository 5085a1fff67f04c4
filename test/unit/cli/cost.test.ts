import { expect, it, test } from 'vitest';
import { runLine } from './support/run-line.ts';

it('says what dominates and what lowers it, with the date of the prices', async () => {
  const { exitCode, out } = await runLine(['cost', '--models', '40', '--captures-per-day', '1e9']);
  expect(exitCode).toBe(0);
  expect(out).toContain('$92.50 a month at rest');
  expect(out).toMatch(/S3 storage +0\.00 +3\.45/);
  expect(out).toMatch(/most: S3 storage, \$3\.45 a day/);
  expect(out).toMatch(/lower: keep captures for 7 days .*saves \$2\.6\d a day/);
  expect(out).toMatch(/prices of us-east-1, \d{4}-\d\d-\d\d, .*documented, not run on AWS/);
});

it('gives programs the same figures', async () => {
  const { exitCode, out } = await runLine(['cost', '--captures-per-day', '1000000000', '--json']);
  expect(exitCode).toBe(0);
  const { schema, ok, data } = JSON.parse(out) as {
    schema: string;
    ok: boolean;
    data: { dominant: string; atRestPerMonth: number; lines: readonly unknown[]; work: { mode: string } };
  };
  expect({ schema, ok }).toEqual({ schema: 'gyre.cost/1', ok: true });
  expect(data).toMatchObject({ dominant: 'S3 storage', rowEngine: 'athena', work: { mode: 'map' } });
  expect(data.atRestPerMonth).toBeCloseTo(10.6, 10);
  expect(data.lines).toHaveLength(9);
});

test.each([
  ['--models', '0'],
  ['--captures-per-day', '1e99'],
  ['--captures-per-day', 'many'],
  ['--bytes-per-capture', '600.5'],
  ['--features', '-3'],
  ['--retention-days', ''],
])('refuses %s %s with what is allowed, and exits with 2', async (option, value) => {
  const { exitCode, out } = await runLine(['cost', option, value, '--json']);
  expect(exitCode).toBe(2);
  const { error } = JSON.parse(out) as { error: { code: string; message: string; fix: string } };
  expect(error.code).toBe('GYRE-940');
  expect(error.message).toContain('allowed is a whole number from');
  expect(error.fix).toContain('gyre cost --help');
});
