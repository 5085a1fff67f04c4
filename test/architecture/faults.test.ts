import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { readFaultCoverage } from '#build/fault-coverage';

const ROOT = join(import.meta.dirname, '..', '..');
const coverage = readFaultCoverage(ROOT);

test('docs/faults.md says which tests hold which fault (mend: node build/fault-coverage.ts)', () => {
  expect(readFileSync(join(ROOT, 'docs', 'faults.md'), 'utf8')).toBe(coverage.text);
});

test('no test names a fault that the catalogue does not have', () => {
  expect(coverage.unknown).toEqual([]);
});

test('the catalogue keeps its faults: IDs without gap in every group', () => {
  const ids = [...coverage.text.matchAll(/^\| ([A-Z])-(\d{2}) \|/gm)].map(
    ([, group, n]) => `${group}${Number(n)}`,
  );
  const sizes = { A: 16, B: 18, C: 13, D: 14, E: 13, F: 14, G: 12, H: 20, L: 12, S: 9 };
  const expected = Object.entries(sizes).flatMap(([group, size]) =>
    Array.from({ length: size }, (_, index) => `${group}${index + 1}`),
  );
  expect(ids).toEqual(expected);
});

test('every planted fault has its place: a text that stands once in its file', () => {
  const planted = z
    .array(z.object({ id: z.string(), file: z.string(), from: z.string() }))
    .parse(JSON.parse(readFileSync(join(ROOT, 'test', 'faults', 'planted.json'), 'utf8')));
  const lost = planted.filter(
    ({ file, from }) => readFileSync(join(ROOT, file), 'utf8').split(from).length !== 2,
  );
  expect(lost).toEqual([]);
});
