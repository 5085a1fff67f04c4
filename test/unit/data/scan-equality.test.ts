import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DatasetConfig } from '#core/config/dataset-config';
import { bothPasses } from './support/both-passes.ts';
import { passOf } from './support/exact-pass.ts';
import { tripsDataset } from './support/datasets.ts';

/** Cells that are good, odd or bad in some way, by column. */
const number = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc
    .tuple(fc.nat(10 ** 9), fc.integer({ min: -30, max: 30 }))
    .map(([digits, exponent]) => `${digits}e${exponent}`),
  fc.constantFrom(
    '',
    '0',
    '-0',
    '+1.50',
    '.5',
    '5.',
    '1e400',
    '007',
    'NaN',
    ' 1',
    '0x10',
    '9007199254740993',
    '1e',
  ),
);
const time = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 10, max: 28 }).map((day) => `2024-05-${day}T10:00:00Z`) },
  fc.constantFrom(
    '',
    '2024-02-29T10:00:00Z',
    '2023-02-29T10:00:00Z',
    '2024-05-01T10:00Z',
    '2024-05-01T10:00:00.25Z',
  ),
  fc.constantFrom(
    '2024-05-01T10:00:00',
    '2024-05-01T24:00:00Z',
    '2024-13-01T10:00:00Z',
    '2024-04-31T00:00:00Z',
  ),
);
const text = fc.oneof(
  fc.constantFrom(
    'bus',
    'tram',
    '',
    'car',
    'b,s',
    'b;s',
    'a"b',
    'a\nb',
    'a\rb',
    '\u20ac',
    '\u{1f600}',
    'x'.repeat(210),
  ),
  fc.nat(150).map((value) => `k${value}`),
);
const flag = fc.constantFrom('true', 'false', 'false', 'yes', '');
const row = fc.record({
  id: fc.oneof({ weight: 8, arbitrary: fc.nat(5000).map((id) => `t${id}`) }, text),
  at: time,
  stops: fc.oneof({ weight: 5, arbitrary: fc.nat(9).map(String) }, number),
  km: number,
  kind: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('bus', 'tram') }, text),
  wet: flag,
  late: fc.constantFrom('0', '1', ''),
  note: text,
});
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;
const columns = ['id', 'at', 'stops', 'km', 'kind', 'wet', 'late', 'note'] as const;

const dataset = fc
  .record({
    onBreach: fc.constantFrom('reject', 'warn', 'quarantine-rows'),
    key: fc.constantFrom(['id'], ['id', 'stops']),
    delimiter: fc.constantFrom(undefined, undefined, ';', '\t', '|'),
    crossColumn: fc.constantFrom(
      [],
      [{ left: 'stops', operator: '<=', right: 'km' }],
      [
        { left: 'kind', operator: '!=', right: 'note' },
        { left: 'at', operator: '<', right: 'note' },
      ],
    ),
  })
  .map(({ delimiter, ...change }) =>
    tripsDataset({
      ...change,
      ...(delimiter === undefined ? {} : { delimiter }),
      columns: [...tripsDataset().columns, { name: 'note', type: 'string', nullable: true }],
    }),
  );

interface Style {
  readonly order: readonly (typeof columns)[number][];
  readonly lineEnd: string;
  readonly isQuoted: boolean;
  readonly mark: string;
  readonly isEnded: boolean;
}
const style: fc.Arbitrary<Style> = fc.record({
  order: fc.oneof(
    { weight: 4, arbitrary: fc.constant([...columns]) },
    fc.shuffledSubarray([...columns], { minLength: 7 }),
  ),
  lineEnd: fc.constantFrom('\n', '\n', '\r\n', '\n\n'),
  isQuoted: fc.boolean(),
  mark: fc.constantFrom('', '', '\ufeff'),
  isEnded: fc.boolean(),
});

function fileOf(rows: readonly Row[], { order, lineEnd, isQuoted, mark, isEnded }: Style, delimiter: string) {
  const written = (cell: string) =>
    isQuoted || /["\n\r]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
  const lines = [order, ...rows.map((cells) => order.map((name) => cells[name]))];
  const body = lines.map((cells) => cells.map(written).join(delimiter)).join(lineEnd);
  return Buffer.from(`${mark}${body}${isEnded ? lineEnd : ''}`);
}

const rows = fc.array(row, { maxLength: 12 });

async function expectSame(content: Uint8Array, terms: DatasetConfig, cuts: readonly number[] = []) {
  const { pass, reference } = await bothPasses(content, terms, cuts);
  expect(pass).toEqual(reference);
}

test('A-08 the byte scanner and the reader it replaced agree on rows, keys, profile and first breaches', async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      style,
      dataset,
      fc.array(fc.nat(400), { maxLength: 3 }),
      async (cells, how, terms, cuts) => {
        const content = fileOf(cells, how, terms.delimiter ?? ',');
        await expectSame(
          content,
          terms,
          cuts.map((cut) => cut % (content.length + 1)),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test('A-08 they agree on tables of a few bytes that mean something', async () => {
  const pieces = fc.constantFrom(
    '1',
    ',',
    ',',
    '"',
    '\n',
    '\n',
    '\r\n',
    '\r',
    'bus',
    '\0',
    '\u20ac',
    '\xff',
    '""',
    'e',
  );
  const terms = tripsDataset();
  const header = 'id,at,stops,km,kind,wet,late\n';
  const good = 'a,2024-05-01T10:00:00Z,3,1.5,bus,false,0\n';
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 9 }), fc.nat(good.length), async (parts, at) => {
      const odd = parts.join('');
      const content = `${header}${good.slice(0, at)}${odd}${good.slice(at)}${good.replace('a', 'b')}`;
      await expectSame(Buffer.from(content, odd.includes('\xff') ? 'latin1' : 'utf8'), terms);
    }),
    { numRuns: 500 },
  );
});

test('A-08 a row that is scanned as good leaves behind what the exact way leaves', async () => {
  const few = fc.array(row, { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(few, style, dataset, async (cells, how, terms) => {
      const content = fileOf(cells, how, terms.delimiter ?? ',');
      expect(await passOf(content, terms, false)).toEqual(await passOf(content, terms, true));
    }),
    { numRuns: 2000 },
  );
});
