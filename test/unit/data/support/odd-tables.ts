import * as fc from 'fast-check';
import { tripsDataset } from './datasets.ts';

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
export const row = fc.record({
  id: fc.oneof({ weight: 8, arbitrary: fc.nat(5000).map((id) => `t${id}`) }, text),
  at: time,
  stops: fc.oneof({ weight: 5, arbitrary: fc.nat(9).map(String) }, number),
  km: number,
  kind: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('bus', 'tram') }, text),
  wet: flag,
  late: fc.constantFrom('0', '1', ''),
  note: text,
});
export type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;
export const COLUMNS = ['id', 'at', 'stops', 'km', 'kind', 'wet', 'late', 'note'] as const;

export const dataset = fc
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
  readonly order: readonly (typeof COLUMNS)[number][];
  readonly lineEnd: string;
  readonly isQuoted: boolean;
  readonly mark: string;
  readonly isEnded: boolean;
}
export const style: fc.Arbitrary<Style> = fc.record({
  order: fc.oneof(
    { weight: 4, arbitrary: fc.constant([...COLUMNS]) },
    fc.shuffledSubarray([...COLUMNS], { minLength: 7 }),
  ),
  lineEnd: fc.constantFrom('\n', '\n', '\r\n', '\n\n'),
  isQuoted: fc.boolean(),
  mark: fc.constantFrom('', '', '\ufeff'),
  isEnded: fc.boolean(),
});

/** A table as its owner writes it. */
export function fileOf(
  rows: readonly Row[],
  { order, lineEnd, isQuoted, mark, isEnded }: Style,
  delimiter: string,
) {
  const written = (cell: string) =>
    isQuoted || /["\n\r]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
  const lines = [order, ...rows.map((cells) => order.map((name) => cells[name]))];
  const body = lines.map((cells) => cells.map(written).join(delimiter)).join(lineEnd);
  return Buffer.from(`${mark}${body}${isEnded ? lineEnd : ''}`);
}
