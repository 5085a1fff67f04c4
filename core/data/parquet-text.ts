import { GyreError } from '../errors.ts';
import { csvLine } from './csv-line.ts';
import type { DecodeFailure } from './decode-failure.ts';
import type { ParquetColumn, ParquetTable } from './parquet-table.ts';

const PIECE_CHARACTERS = 1 << 18;
const LONGEST_DETAIL = 200;
const DAY_MILLISECONDS = 86_400_000;
const [FEWEST_DIGITS, MOST_DIGITS] = [6, 9];
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
const ENCODER = new TextEncoder();

/**
 * A Parquet file as the CSV file that holds the same: one reader then checks, profiles and rewrites both.
 *
 * Numbers have the shortest text that reads back as the same number; decimals keep their places; instants are UTC. A
 * time without zone stays without: the contract tells what is missing.
 */
export class ParquetText {
  failure: DecodeFailure | undefined;
  readonly #table: ParquetTable;

  constructor(table: ParquetTable) {
    this.#table = table;
  }

  async *lines(): AsyncGenerator<Uint8Array> {
    const { columns } = this.#table;
    const nested = columns.find(({ kind }) => kind === 'nested');
    if (nested !== undefined) {
      this.failure = {
        reason: 'nested-value',
        line: 0,
        column: nested.name,
        detail: 'a column of lists or groups',
      };
      return;
    }
    const texts = columns.map(textOf);
    let text = csvLine(columns.map(({ name }) => name));
    let row = 0;
    for await (const group of this.#groups()) {
      const rows = group[0]?.length ?? 0;
      for (let at = 0; at < rows; at += 1) {
        row += 1;
        try {
          text += csvLine(texts.map((cellOf, column) => cellOf(group[column]?.[at])));
        } catch {
          this.failure = { reason: 'not-utf-8', line: row, detail: 'a text that is not UTF-8' };
          yield ENCODER.encode(text);
          return;
        }
        if (text.length < PIECE_CHARACTERS) continue;
        yield ENCODER.encode(text);
        text = '';
      }
    }
    yield ENCODER.encode(text);
  }

  /** What goes wrong in reading is the file's own fault, unless the store says that it is not. */
  async *#groups(): AsyncGenerator<readonly ArrayLike<unknown>[]> {
    try {
      yield* this.#table.groups();
    } catch (error) {
      if (error instanceof GyreError) throw error;
      const detail = error instanceof Error ? error.message.slice(0, LONGEST_DETAIL) : 'it cannot be read';
      this.failure = { reason: 'bad-parquet', line: 0, detail };
    }
  }
}

/** A value as its cell. */
function textOf({ kind, scale }: ParquetColumn): (value: unknown) => string {
  const known = (text: (value: unknown) => string) => (value: unknown) =>
    value === null || value === undefined ? '' : text(value);
  switch (kind) {
    case 'text':
      return known((value) => (value instanceof Uint8Array ? DECODER.decode(value) : String(value)));
    case 'float32':
      return known((value) => shortest(Number(value)));
    case 'instant':
      return known((value) => `${String(value)}Z`);
    case 'date':
      return known(
        (value) => `${new Date(Number(value) * DAY_MILLISECONDS).toISOString().slice(0, 10)}T00:00:00Z`,
      );
    case 'decimal':
      return known((value) => pointed(String(value), scale));
    default:
      return known(String);
  }
}

/** The shortest text of a float of 32 bits: as one of 64 bits it would have digits that nobody wrote. */
function shortest(value: number): string {
  for (let digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits += 1) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(MOST_DIGITS)));
}

/** `-5` with two places is `-0.05`. */
function pointed(integer: string, scale: number): string {
  if (scale === 0) return integer;
  const sign = integer.startsWith('-') ? '-' : '';
  const digits = integer.slice(sign.length).padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
