import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';

/** Why a file cannot be read as a table. Each is found at a line and stops the pass. */
export type DecodeReason =
  | 'empty'
  | 'header-only'
  | 'utf-16'
  | 'not-utf-8'
  | 'nul-byte'
  | 'ragged-row'
  | 'unbalanced-quote'
  | 'line-too-long'
  | 'duplicate-column'
  | 'unnamed-column'
  | 'too-many-columns';

export interface DecodeFailure {
  readonly reason: DecodeReason;
  /** From 1; 0 when the file as a whole is meant. */
  readonly line: number;
  readonly column?: string;
  readonly detail: string;
}

/** Harmless differences that were removed: they cannot change a value (docs/decisions/0003). */
export type Normalisation = 'byte-order-mark' | 'crlf';

export interface CsvHandler {
  header(columns: readonly string[]): void;
  /** @param line line of the file on which the row ends, from 1 */
  row(cells: readonly string[], line: number): void | Promise<void>;
}

export interface DecodedCsv {
  readonly rows: number;
  readonly failure?: DecodeFailure;
  readonly normalised: readonly Normalisation[];
}

/** One row may hold this many characters: an endless line must not fill the memory. */
const LONGEST_ROW = 1_000_000;
const MOST_COLUMNS = 2000;

/**
 * Reads a CSV file as a stream, once, in bounded memory, and hands each row to the handler.
 *
 * Names of columns are data: they are never used as keys of an object. The first defect ends the pass and is
 * returned as a value, with its line; rows before it were handed over already.
 */
export async function decodeCsv(bytes: AsyncIterable<Uint8Array>, handler: CsvHandler): Promise<DecodedCsv> {
  const normalised = new Set<Normalisation>();
  const parser = parse({
    info: true,
    relax_column_count: false,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
    record_delimiter: ['\r\n', '\n'],
  });
  const source = Readable.from(text(bytes, normalised));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let columns: readonly string[] | undefined;
  let rows = 0;
  const result = (failure?: DecodeFailure): DecodedCsv => ({
    rows,
    normalised: [...normalised].sort(),
    ...(failure === undefined ? {} : { failure }),
  });
  try {
    for await (const parsed of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (columns === undefined) {
        columns = parsed.record;
        const failure = headerFailure(columns);
        if (failure !== undefined) return result(failure);
        handler.header(columns);
      } else {
        rows += 1;
        const pending = handler.row(parsed.record, parsed.info.lines);
        if (pending !== undefined) await pending;
      }
    }
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    return result(failure);
  } finally {
    source.destroy();
    parser.destroy();
  }
  if (columns === undefined)
    return result({ reason: 'empty', line: 0, detail: 'the file holds no header line' });
  if (rows === 0)
    return result({ reason: 'header-only', line: 1, detail: 'the file holds a header and no rows' });
  return result();
}

class TextDefect extends Error {
  readonly failure: DecodeFailure;
  constructor(failure: DecodeFailure) {
    super(failure.detail);
    this.failure = failure;
  }
}

/** Bytes as text: UTF-8 only, without byte order mark, refusing NUL, which no spreadsheet or database writes. */
async function* text(
  bytes: AsyncIterable<Uint8Array>,
  normalised: Set<Normalisation>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isFirst = true;
  let line = 1;
  for await (const chunk of bytes) {
    if (isFirst && chunk.length > 0) {
      isFirst = false;
      const [a, b, c] = chunk;
      if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
        throw new TextDefect({
          reason: 'utf-16',
          line: 1,
          detail: 'the file starts with a UTF-16 byte order mark',
        });
      }
      if (a === 0xef && b === 0xbb && c === 0xbf) normalised.add('byte-order-mark');
    }
    const nul = chunk.indexOf(0);
    if (nul >= 0) {
      const at = line + count(chunk.subarray(0, nul), 10);
      throw new TextDefect({
        reason: 'nul-byte',
        line: at,
        detail: 'a NUL byte: UTF-16 without its mark, or binary data',
      });
    }
    let decoded: string;
    try {
      decoded = decoder.decode(chunk, { stream: true });
    } catch {
      throw new TextDefect({
        reason: 'not-utf-8',
        line,
        detail: 'bytes that are not UTF-8, in or after this line',
      });
    }
    line += count(chunk, 10);
    if (!normalised.has('crlf') && decoded.includes('\r\n')) normalised.add('crlf');
    yield decoded;
  }
  try {
    yield decoder.decode();
  } catch {
    throw new TextDefect({ reason: 'not-utf-8', line, detail: 'the file ends within a character' });
  }
}

function count(bytes: Uint8Array, value: number): number {
  let found = 0;
  for (let at = bytes.indexOf(value); at >= 0; at = bytes.indexOf(value, at + 1)) found += 1;
  return found;
}

function headerFailure(columns: readonly string[]): DecodeFailure | undefined {
  if (columns.length > MOST_COLUMNS) {
    return {
      reason: 'too-many-columns',
      line: 1,
      detail: `${columns.length} columns, at most ${MOST_COLUMNS}`,
    };
  }
  const seen = new Set<string>();
  for (const column of columns) {
    if (column.trim() === '') return { reason: 'unnamed-column', line: 1, detail: 'a column has no name' };
    if (seen.has(column)) {
      return { reason: 'duplicate-column', line: 1, column, detail: 'two columns have the same name' };
    }
    seen.add(column);
  }
  return undefined;
}

function failureOf(error: unknown): DecodeFailure | undefined {
  if (error instanceof TextDefect) return error.failure;
  if (!(error instanceof CsvError)) return undefined;
  const line = typeof error['lines'] === 'number' ? error['lines'] : 0;
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
      return { reason: 'ragged-row', line, detail: 'the row has another number of cells than the header' };
    case 'CSV_MAX_RECORD_SIZE':
      return { reason: 'line-too-long', line, detail: `a row of more than ${LONGEST_ROW} characters` };
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return { reason: 'unbalanced-quote', line, detail: 'a quote is opened or closed in the wrong place' };
    default:
      return { reason: 'ragged-row', line, detail: error.code };
  }
}
