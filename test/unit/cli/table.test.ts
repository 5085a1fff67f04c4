import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatOutline } from '#cli/outline';
import { type Column, formatTable } from '#cli/table';

interface Row {
  readonly name: string;
  readonly rows?: number;
}

const columns: readonly Column<Row>[] = [
  { title: 'NAME', value: (row) => row.name },
  { title: 'ROWS', value: (row) => row.rows },
];

test('text to the left, numbers to the right, a dash for what is not there', () => {
  const rows = [{ name: 'flights', rows: 336_776 }, { name: 'air', rows: 7 }, { name: 'none' }];
  expect(formatTable(columns, rows, undefined).split('\n')).toEqual([
    'NAME       ROWS',
    'flights  336776',
    'air           7',
    'none          -',
  ]);
});

test('fits the terminal by cutting the widest column, and cuts nothing in a pipe', () => {
  const rows = [{ name: 'a'.repeat(100), rows: 1 }];
  expect(formatTable(columns, rows, 30).split('\n')[1]).toBe(`${'a'.repeat(23)}…     1`);
  expect(formatTable(columns, rows, undefined)).toContain('a'.repeat(100));
});

test('H-08 any stored text stays on its line and sends nothing to the terminal', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'é', '漢', '\n', '\t', '\r', '\0', '\u009b', '\u001b[31m', '\u001b]0;t\u0007'),
    maxLength: 60,
  });
  fc.assert(
    fc.property(fc.array(fc.record({ name: text })), fc.integer({ min: 20, max: 200 }), (rows, width) => {
      const lines = formatTable(columns, rows, width).split('\n');
      expect(lines).toHaveLength(rows.length + 1);
      for (const line of lines) {
        expect(line.length).toBeLessThanOrEqual(width);
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }
    }),
  );
});

test('outlines nested data, lists and what is empty', () => {
  const data = {
    state: 'running',
    ports: [4566, 4567],
    jobs: [],
    at: null,
    model: { name: 'm', of: [{ a: 1, b: 2 }] },
  };
  expect(formatOutline(data).split('\n')).toEqual([
    'state: running',
    'ports:',
    '  - 4566',
    '  - 4567',
    'jobs: none',
    'at: -',
    'model:',
    '  name: m',
    '  of:',
    '    - a: 1',
    '      b: 2',
  ]);
});
