/** Files of rides, good and bad, and what the data room must make of each. */
import { rides, ROWS_A_DAY } from '#test/handlers/training/support/rides';

const HEADER = 'id,at,distance,stops,minutes';

/** Rows of one day. Each file has its own, so that only what is meant to be wrong is. */
export const dayOfRides = (number: number, labelledUntil = number + 1) =>
  rides(number, number + 1, 2, labelledUntil);
/** Landed before all others. */
export const BASE = dayOfRides(0);
const edited = (number: number, edit: (cells: readonly string[]) => readonly string[]) =>
  dayOfRides(number)
    .trimEnd()
    .split('\n')
    .map((line) => `${edit(line.split(',')).join(',')}\n`)
    .join('');

export interface Refused {
  readonly what: string;
  readonly key: string;
  readonly body: string | Uint8Array;
  /** Of the first reason that is told. */
  readonly reason: Readonly<Record<string, unknown>>;
}

const CONTRACT_COLUMNS = { line: 1, allowed: 'the columns of dataset rides' };
const PLAIN_TABLE = { allowed: 'a UTF-8 CSV file with one header line and rows of one width' };
export const REFUSED: readonly Refused[] = [
  {
    what: 'for a dataset that nobody declared',
    key: 'flights/may.csv',
    body: dayOfRides(1),
    reason: { code: 'unknown-dataset', received: 'dataset flights', allowed: 'one of rides' },
  },
  {
    what: 'in no folder',
    key: 'may.csv',
    body: dayOfRides(1),
    reason: { code: 'unknown-dataset', received: 'a key without a dataset folder', allowed: 'one of rides' },
  },
  {
    what: 'A-08 without a byte',
    key: 'rides/empty.csv',
    body: '',
    reason: { code: 'empty', received: 'the file holds no header line', ...PLAIN_TABLE },
  },
  {
    what: 'A-08 of a header alone',
    key: 'rides/header-only.csv',
    body: `${HEADER}\n`,
    reason: { code: 'header-only', line: 1, received: 'the file holds a header and no rows', ...PLAIN_TABLE },
  },
  {
    what: 'A-08 with a row that is too short',
    key: 'rides/ragged.csv',
    body: edited(2, (cells) => (cells[0] === '2-3' ? cells.slice(1) : cells)),
    reason: {
      ...{ code: 'ragged-row', line: 5, ...PLAIN_TABLE },
      received: 'the row has another number of cells than the header',
    },
  },
  {
    what: 'A-08 in UTF-16',
    key: 'rides/utf-16.csv',
    body: Buffer.from(`\ufeff${dayOfRides(3)}`, 'utf16le'),
    reason: {
      ...{ code: 'utf-16', line: 1, ...PLAIN_TABLE },
      received: 'the file starts with a UTF-16 byte order mark',
    },
  },
  {
    what: 'A-10 without a column',
    key: 'rides/missing-column.csv',
    body: edited(4, (cells) => cells.toSpliced(3, 1)),
    reason: {
      code: 'missing-column',
      column: 'stops',
      received: 'no column of this name',
      ...CONTRACT_COLUMNS,
    },
  },
  {
    what: 'A-10 with a column more',
    key: 'rides/extra-column.csv',
    body: edited(5, (cells) => [...cells, cells[0] === 'id' ? 'driver' : 'x']),
    reason: {
      ...{ code: 'extra-column', column: 'driver', ...CONTRACT_COLUMNS },
      received: 'a column the contract does not know',
    },
  },
  {
    what: 'A-08 whose labels are all empty',
    key: 'rides/no-labels.csv',
    body: dayOfRides(6, 6),
    reason: { code: 'all-labels-missing', column: 'minutes', received: 'no row has a label' },
  },
  {
    what: 'A-08 whose labels are all NaN',
    key: 'rides/nan-labels.csv',
    body: edited(7, (cells) => (cells[0] === 'id' ? cells : [...cells.slice(0, -1), 'NaN'])),
    reason: {
      ...{ code: 'type', row: 1, line: 2, column: 'minutes', allowed: 'number' },
      received: `text of 3 characters (${ROWS_A_DAY} rows in all)`,
    },
  },
  {
    what: 'with rows of an earlier version among new ones',
    key: 'rides/half-known.csv',
    body: `${BASE}${dayOfRides(8).slice(HEADER.length + 1)}`,
    reason: {
      ...{ code: 'key-of-earlier-version', column: 'id', allowed: 'rows enter a dataset once' },
      received: `${ROWS_A_DAY} rows whose key is in the dataset already`,
    },
  },
];

export interface Accepted {
  readonly what: string;
  readonly key: string;
  readonly body: string;
  readonly normalised: readonly string[];
}

export const ACCEPTED: readonly Accepted[] = [
  {
    what: 'A-05 A-08 with a byte order mark, under a name that needs encoding',
    key: 'rides/Büro + 50 % (1).csv',
    body: `\ufeff${dayOfRides(9)}`,
    normalised: ['byte-order-mark'],
  },
  {
    what: 'A-08 with line ends of Windows',
    key: 'rides/crlf.csv',
    body: dayOfRides(10).replaceAll('\n', '\r\n'),
    normalised: ['crlf'],
  },
  {
    what: 'A-10 with its columns in another order',
    key: 'rides/reordered.csv',
    body: edited(11, (cells) => cells.toReversed()),
    normalised: ['reordered-columns'],
  },
];
