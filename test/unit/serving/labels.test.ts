import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { rowKey } from '#core/data/row-key';
import {
  isSameLabel,
  labelNumber,
  type LabelTerms,
  mergeLabels,
  MOST_LABEL_ROWS,
  readLabels,
} from '#core/serving/labels';

const dataset = datasetConfigSchema.parse({
  ...{
    name: 'rides',
    owner: 'operations',
    key: ['city', 'id'],
    eventTime: 'at',
    labels: ['minutes', 'late'],
  },
  columns: [
    { name: 'city', type: 'string' },
    { name: 'id', type: 'string' },
    { name: 'at', type: 'timestamp' },
    { name: 'distance', type: 'number' },
    { name: 'minutes', type: 'integer', range: { minimum: 1, maximum: 500 }, nullable: true },
    { name: 'late', type: 'integer', nullable: true },
  ],
});
const terms: LabelTerms = { dataset, label: 'minutes', problem: 'regression' };

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
const read = (lines: readonly string[], change: Partial<LabelTerms> = {}) =>
  readLabels(bytesOf(lines.map((line) => `${line}\n`).join('')), { ...terms, ...change });
const codes = (file: Awaited<ReturnType<typeof read>>) => file.reasons.map(({ code }) => code);

describe('readLabels', () => {
  it('takes rows by key columns in any order and keeps the labels in the order of the dataset', async () => {
    const file = await read(['late,id,city,minutes', '1,7,NYC,12', '0,8,NYC,']);
    expect(file.reasons).toEqual([]);
    expect(file.columns).toEqual(['minutes', 'late']);
    expect([...file.rows]).toEqual([
      [rowKey(['NYC', '7']), { values: ['12', '1'], line: 2 }],
      [rowKey(['NYC', '8']), { values: ['', '0'], line: 3 }],
    ]);
  });

  it('takes rows by the row id as it is, whatever it holds', async () => {
    const file = await read(['row_id,minutes', 'inference-1#0,12', '"a\\001fb",13']);
    expect([...file.rows.keys()]).toEqual(['inference-1#0', 'a\\001fb']);
  });

  it.each([
    [
      'a misspelt label',
      ['city,id,minuts', 'NYC,7,1'],
      ['unknown-column', 'missing-label'],
      'did you mean minutes?',
    ],
    ['a feature', ['city,id,minutes,distance', 'NYC,7,1,2'], ['unknown-column'], 'remove the column'],
    ['a key in part', ['city,minutes', 'NYC,7'], ['missing-column'], 'name the rows by the key'],
    ['key and row id', ['city,id,row_id,minutes', 'NYC,7,a,1'], ['unknown-column'], 'remove the column'],
    ['no label', ['city,id', 'NYC,7'], ['missing-label'], 'add the column minutes'],
    ['a ragged row', ['city,id,minutes', 'NYC,7'], ['ragged-row'], 'CSV writer'],
    ['nothing', [], ['empty'], 'CSV writer'],
    ['a header only', ['city,id,minutes'], ['header-only'], 'CSV writer'],
    ['a column twice', ['city,id,minutes,minutes', 'NYC,7,1,2'], ['duplicate-column'], 'CSV writer'],
    ['text for a number', ['city,id,minutes', 'NYC,7,1', 'NYC,8,many'], ['type'], 'from line 3 on'],
    ['a number out of range', ['city,id,minutes', 'NYC,7,501'], ['range'], 'from line 2 on'],
    ['an empty key', ['city,id,minutes', 'NYC,,5'], ['no-row-id'], 'from line 2 on'],
    [
      'empty labels only',
      ['city,id,minutes,late', 'NYC,7,,', 'NYC,8,,'],
      ['no-labels'],
      'when the labels are known',
    ],
  ])('refuses %s and says how to mend it', async (_, lines, expected, fix) => {
    const file = await read(lines);
    expect(codes(file)).toEqual(expected);
    expect(file.reasons[0]?.fix).toContain(fix);
  });

  it('counts the rows of one defect and names the first', async () => {
    const file = await read(['city,id,minutes', 'NYC,7,a', 'NYC,8,b', 'NYC,9,']);
    expect(file.reasons).toMatchObject([{ code: 'type', line: 2, column: 'minutes' }]);
    expect(file.reasons[0]?.received).toContain('2 rows in all');
  });

  it('wants 0 or 1 where the problem is binary', async () => {
    const binary = { label: 'late', problem: 'binary' } as const;
    expect(codes(await read(['city,id,late', 'NYC,7,1', 'NYC,8,0', 'NYC,9,'], binary))).toEqual([]);
    expect(codes(await read(['city,id,late', 'NYC,7,2'], binary))).toEqual(['not-a-label']);
  });

  it('leaves out rows without a label, and counts rows that come again with the same values', async () => {
    const file = await read(['city,id,minutes', 'NYC,7,5', 'NYC,8,', 'NYC,7,05']);
    expect(file.rows.size).toBe(1);
    expect(file).toMatchObject({ duplicates: 1, contradictions: 0, warnings: [], reasons: [] });
  });

  it('keeps the first of two values, and says on which line the other is', async () => {
    const file = await read(['city,id,minutes,late', 'NYC,7,5,', 'NYC,8,1,0', 'NYC,7,6,1']);
    expect(file.rows.get(rowKey(['NYC', '7']))?.values).toEqual(['5', '1']);
    expect(file).toMatchObject({ duplicates: 0, contradictions: 1, reasons: [] });
    expect(file.warnings).toMatchObject([{ code: 'contradiction', line: 4, column: 'minutes' }]);
    expect(file.warnings[0]?.received).toContain('line 2');
  });

  it('refuses more rows than are held in memory', async () => {
    const rows = Array.from({ length: MOST_LABEL_ROWS + 1 }, (_, row) => `${row},1`);
    const file = await read(['row_id,minutes', ...rows]);
    expect(codes(file)).toEqual(['too-many-rows']);
    expect(file.rows.size).toBe(MOST_LABEL_ROWS);
  });

  it('H-07 never takes a name of a column for a key of an object', async () => {
    expect(codes(await read(['__proto__,city,id,minutes', '1,NYC,7,5']))).toEqual(['unknown-column']);
    const file = await read(['row_id,minutes', '__proto__,5']);
    expect(file.rows.get('__proto__')?.values).toEqual(['5', '']);
  });
});

describe('mergeLabels', () => {
  const value = fc.constantFrom('', '1', '2', '1.0');
  const pair = fc.tuple(
    fc.array(value, { minLength: 2, maxLength: 2 }),
    fc.array(value, { minLength: 2, maxLength: 2 }),
  );

  it('never changes a value that is there and fills up all that are not', () => {
    fc.assert(
      fc.property(pair, ([first, second]) => {
        const { values, outcome } = mergeLabels(first, second);
        first.forEach((own, at) => expect(values[at]).toBe(own === '' ? second[at] : own));
        const isOther = first.some(
          (own, at) => own !== '' && second[at] !== '' && !isSameLabel(own, second[at] ?? ''),
        );
        expect(outcome === 'other').toBe(isOther);
        expect(mergeLabels(values, second).values).toEqual(values);
      }),
    );
  });
});

it.each([
  ['1', 1],
  ['-2.5', -2.5],
  ['true', 1],
  ['false', 0],
])('labelNumber(%s) is %d', (text, number) => {
  expect(labelNumber(text)).toBe(number);
});
