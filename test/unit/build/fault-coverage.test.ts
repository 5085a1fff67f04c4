import { expect, test } from 'vitest';
import { coverFaults, faultsInTitles } from '#build/fault-coverage';

const idsIn = (source: string) => [...faultsInTitles('some.test.ts', source)].sort();

test('an ID counts when it leads a title, alone or with others', () => {
  expect(idsIn("test('A-01 one', () => {})")).toEqual(['A-01']);
  expect(idsIn("describe('B-02 B-03, C-04 some', () => { it(`D-05 ${name}`, f); })")).toEqual([
    'B-02',
    'B-03',
    'C-04',
    'D-05',
  ]);
  expect(idsIn("test('not A-01', f)")).toEqual([]);
});

test('tables of cases count, calls of anything else do not', () => {
  expect(idsIn("test.each([[')', 1]])('E-06 %s', f); it.for([1])('E-07 x', f)")).toEqual(['E-06', 'E-07']);
  expect(idsIn("expect('E-08 x').toBe(1); log('E-09 x') // test('E-10 x')")).toEqual([]);
});

test('what is skipped or only noted does not count, nor what is inside of it', () => {
  expect(
    idsIn("test.skip('F-01 x', f); test.todo('F-02 x'); describe.skip('x', () => { test('F-03 x', f); })"),
  ).toEqual([]);
});

test('only the last column is written, and IDs that no row has are told', () => {
  const catalogue = '# Faults\n| A-01 | one \\| two | must | open |\n| A-02 | x | y | `gone` |\n';
  const coverage = coverFaults(
    catalogue,
    new Map([
      ['unit/b.test.ts', new Set(['A-01', 'Z-99'])],
      ['unit/a.ts', new Set(['A-01'])],
    ]),
  );
  expect(coverage.text).toBe(
    '# Faults\n| A-01 | one \\| two | must | `unit/a`, `unit/b` |\n| A-02 | x | y | open |\n',
  );
  expect(coverage).toMatchObject({ covered: 1, total: 2, unknown: ['Z-99'] });
});

test('a fault that many files hold names three and counts the others', () => {
  const files = ['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.test.ts`, new Set(['A-01'])] as const);
  expect(coverFaults('| A-01 | x | y | open |', new Map(files)).text).toContain('`a`, `b`, `c`, 2 more |');
});
