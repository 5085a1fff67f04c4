import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { checkDataset } from '#core/config/check-dataset';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { judgeUpload } from '#core/data/contract-verdict';
import { remarksOn } from '#core/data/describe/column-facts';
import { ColumnObserver } from '#core/data/describe/column-observer';
import { describeTable } from '#core/data/describe/describe-table';
import { numberIn } from '#core/data/describe/number-in';
import { inferContract } from '#core/data/describe/infer-contract';
import { profilePage } from '#core/data/describe/profile-page';
import { profileUpload } from '#core/data/profile-upload';
import { fileOf, row as oddRow, style } from '../support/odd-tables.ts';

const observed = (cells: readonly string[]) => {
  const column = new ColumnObserver('c');
  for (const cell of cells) column.add(cell);
  return column.facts();
};
async function* bytesOf(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
const tableOf = (lines: readonly string[]) => describeTable(bytesOf(`${lines.join('\n')}\n`));

describe('a column', () => {
  it.each([
    ['integer', ['1', '-2', '', '+3']],
    ['number', ['1', '2.5', '1e-3', '.5']],
    ['boolean', ['true', 'false', '']],
    ['timestamp', ['2013-01-31T09:00Z', '2013-01-31T09:00:01Z']],
    ['string', ['00501', '10001']],
    ['string', ['12345678901234567890', '1']],
    ['string', ['1', 'one']],
    ['string', ['2013-02-30T09:00Z']],
    ['empty', ['', '']],
  ])('is %s when it holds %j', (type, cells) => {
    expect(observed(cells).type).toBe(type);
  });

  it('holds numbers that are written as such, however they are read', () => {
    const notation = /^[+-]?(?!0\d)(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
    const asWritten = (cell: string) => {
      const value = notation.test(cell) ? Number(cell) : Number.NaN;
      const isWhole = /^[+-]?\d+$/.test(cell);
      return Number.isFinite(value) && (!isWhole || Number.isSafeInteger(value)) ? value : Number.NaN;
    };
    const odd = fc.stringMatching(/^[+-]?[0-9]{0,4}[.eE+-]?[0-9]{0,4}[.eE+-]?[0-9]{0,18}$/);
    fc.assert(
      fc.property(fc.oneof(odd, fc.double().map(String), fc.string()), (cell) => {
        expect(numberIn(cell)).toBe(asWritten(cell));
      }),
      { numRuns: 3000 },
    );
  });

  it('of measured values does not remember each: that all differ is then not told', () => {
    const of = (cell: (index: number) => string) =>
      observed(Array.from({ length: 12_000 }, (_, index) => cell(index)));
    expect(of((index) => `${index}`)).toMatchObject({ isUnique: true, distinct: 12_000 });
    const measured = of((index) => `${index}.5`);
    expect(measured).toMatchObject({ isUnique: false, isDistinctExact: false });
    expect(Math.abs(measured.distinct / 12_000 - 1)).toBeLessThan(0.05);
  });

  it('has the figures that its values have', () => {
    const values = fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(values, (all) => {
        const { numbers, distinct, isUnique, missing } = observed([
          ...all.map((value) => String(value / 8)),
          '',
        ]);
        const sorted = all.map((value) => value / 8).sort((a, b) => a - b);
        const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
        expect(missing).toBe(1);
        const different = new Set(sorted).size;
        expect(isUnique).toBe(different === sorted.length);
        if (different <= 255 || isUnique) expect(distinct).toBe(different);
        else expect(Math.abs(distinct / different - 1)).toBeLessThan(0.08);
        expect([numbers?.least, numbers?.greatest]).toEqual([sorted[0], sorted[sorted.length - 1]]);
        expect(numbers?.mean).toBeCloseTo(mean, 6);
        expect(numbers?.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(sorted.length);
        const exact = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
        const median = numbers?.quantiles[2] ?? Number.NaN;
        const error = different <= 255 ? 0 : Math.abs(exact) / 64 + 1e-12;
        expect(Math.abs(median - exact)).toBeLessThanOrEqual(error);
      }),
      { numRuns: 60 },
    );
  });

  it('counts the same when there are more values than the bars were made of', () => {
    const cells = Array.from({ length: 25_000 }, (_, index) => String((index * 7919) % 1000));
    const { numbers, distinct, isDistinctExact } = observed(cells);
    expect(isDistinctExact).toBe(false);
    expect(Math.abs(distinct / 1000 - 1)).toBeLessThan(0.05);
    expect(numbers?.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(25_000);
    expect(numbers?.zeros).toBe(25);
    expect(numbers?.mean).toBeCloseTo(499.5, 6);
  });

  it('is remarked on where it would be stumbled over', () => {
    const many = (value: (index: number) => string) =>
      Array.from({ length: 100 }, (_, index) => value(index));
    expect(remarksOn(observed(['', '']))).toEqual(['no value at all']);
    expect(remarksOn(observed(many(() => 'x')))).toContain('always the same value');
    expect(remarksOn(observed(many((index) => `id-${index}`)))).toContain('a key: no value twice');
    expect(remarksOn(observed(many((index) => (index % 3 === 0 ? '' : '1'))))).toContain('often missing');
    expect(remarksOn(observed(many((index) => String(index === 7 ? 1e6 : index % 10))))).toContain(
      'far outliers',
    );
    expect(remarksOn(observed(many((index) => String(index % 10))))).toEqual([]);
  });
});

it('counts rows that came before, and tells where a file breaks off', async () => {
  const facts = await tableOf(['a,b', '1,x', '1,x', '2,x']);
  expect(facts).toMatchObject({ rows: 3, duplicateRows: 1 });
  expect((await tableOf(['a,b', '1,x', '1'])).failure).toMatchObject({ line: 3 });
});

it('infers a contract that the file itself satisfies', async () => {
  const cell = fc.oneof(
    fc.integer().map(String),
    fc.constantFrom('', 'true', '007', 'a b', 'it"s', '-', '2013-01-31T09:00Z'),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  );
  const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(rows, async (all) => {
      const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const lines = all.map((cells, at) =>
        [`id-${at}`, `2013-04-01T00:00:${String(at).padStart(2, '0')}Z`, ...cells].map(quoted).join(','),
      );
      const text = `${['id,at,x,y,"z: #"', ...lines].join('\n')}\n`;
      const inferred = inferContract(await describeTable(bytesOf(text)), {
        name: 'rides',
        owner: 'somebody',
      });
      const dataset = datasetConfigSchema.parse(parse(inferred.text));
      expect(checkDataset(dataset)).toEqual([]);
      const nothing = () => Promise.resolve();
      const { facts } = await profileUpload(bytesOf(text), dataset, {
        rows: nothing,
        keys: nothing,
        rejected: nothing,
      });
      expect(judgeUpload(dataset, { ...facts, knownKeys: 0 }, new Date('2013-05-01')).reasons).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('what a file cannot tell is left to a person', async () => {
  const inferred = inferContract(await tableOf(['a,b', '1,', '1,']), { name: 'x', owner: 'y' });
  expect(inferred.text).toContain('# key:');
  expect(inferred.notes).toEqual([
    'no column tells all rows apart: name the key',
    'no timestamp column without gaps (2013-01-31T09:00:00Z): name the event time',
    'labels are not in a file: name them',
    'b has no value at all: its type is a guess',
  ]);
});

test('the page shows every column and runs nothing, whatever names and values say', async () => {
  const text = readFileSync('test/fixtures/data/hostile-names.csv', 'utf8');
  const facts = await describeTable(bytesOf(`<script>alert(1)</script>,${text}`));
  const page = profilePage({ file: '<b>.csv', ...facts });
  expect(page).not.toMatch(/<script|<b>|onerror=/);
  expect(page).toContain('&lt;script&gt;');
});

/** Long enough for blocks: many different numbers of several kinds, then one of `late`, and rows that come twice. */
function manyRows(late: string): string {
  const lines = Array.from({ length: 3000 }, (_, at) => {
    const row = at % 1000 === 998 ? at - 1 : at;
    const odd = row === 2502 ? late : '';
    return `${row},${odd || row * 0.37},${odd || row % 300},k${row % 7},${odd || (row % 40 === 0 ? '' : 1e9 - row)},${row % 5 === 0 ? '"a,b"' : 'b'}`;
  });
  return `id,measured,few,kind,counted,text\n${lines.join('\n')}\n`;
}

test.each(['', '1.5', '007', '-01.5', '9007199254740993', '1e400', 'n/a', ' 1', '+4', '"7"', 'métro', '\\'])(
  'rows that the kernel reads are described as cells are, also when %j comes late',
  async (late) => {
    const text = manyRows(late);
    const cells = await describeTable(bytesOf(text), 'nowhere');
    expect(cells.rows).toBe(3000);
    expect(cells.duplicateRows).toBe(3);
    expect(await describeTable(bytesOf(text))).toEqual(cells);
  },
);

test('whatever stands in a table, it is described the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(oddRow, { minLength: 1, maxLength: 40 }), style, async (rows, how) => {
      const many = Array.from({ length: 500 }, (_, at) => rows[(at * 7) % rows.length] ?? rows[0]);
      const written = fileOf(
        many.flatMap((row, at) => (row === undefined ? [] : [{ ...row, id: `${at}` }])),
        how,
        ',',
      );
      const blocks = await describeTable(bytesOf(written));
      expect(blocks).toEqual(await describeTable(bytesOf(written), 'nowhere'));
    }),
    { numRuns: 150 },
  );
});
