import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { DecodeFailure, DecodeReason, Normalisation } from '#core/data/decode-failure';
import { headerFailure } from '#core/data/header-failure';
import { TextDecoding } from './decode-text.ts';

interface CsvHandler {
  header(columns: readonly string[]): void;
  /** @param line line of the file on which the row ends, from 1 */
  row(cells: readonly string[], line: number): void | Promise<void>;
}

interface DecodedCsv {
  readonly rows: number;
  readonly failure?: DecodeFailure;
  readonly normalised: readonly Normalisation[];
}

/** One row may hold this many characters: an endless line must not fill the memory. */
const LONGEST_ROW = 1_000_000;

/**
 * Reads a CSV file as a stream, once, in bounded memory, and hands each row to the handler.
 *
 * Names of columns are data: they are never used as keys of an object. The first defect ends the pass and is
 * returned as a value, with its line; rows before it were handed over already.
 */
export async function decodeCsv(
  bytes: AsyncIterable<Uint8Array>,
  handler: CsvHandler,
  delimiter = ',',
): Promise<DecodedCsv> {
  const decoding = new TextDecoding();
  const parser = parse({
    info: true,
    delimiter,
    relax_column_count: false,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
    record_delimiter: ['\r\n', '\n'],
  });
  const source = Readable.from(decoding.decode(bytes));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let hasHeader = false;
  let rows = 0;
  const result = (failure?: DecodeFailure): DecodedCsv => ({
    rows,
    // Of a file that is refused nothing was used, and how far it was read is chance.
    normalised: failure === undefined ? [...decoding.normalised].sort() : [],
    ...(failure === undefined ? {} : { failure }),
  });
  let failure: ParserFailure | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRow>) {
      if (hasHeader) {
        rows += 1;
        const pending = handler.row(record, info.lines);
        if (pending !== undefined) await pending;
      } else {
        hasHeader = true;
        const defect = headerFailure(record);
        if (defect !== undefined) return result(defect);
        handler.header(record);
      }
    }
  } catch (error) {
    failure = failureOf(error);
    if (failure === undefined) throw error;
  } finally {
    source.destroy();
    parser.destroy();
  }
  const first = firstFailure(failure, decoding.defect);
  if (first !== undefined) return result(first);
  if (!hasHeader) return result({ reason: 'empty', line: 0, detail: 'the file holds no header line' });
  if (rows === 0)
    return result({ reason: 'header-only', line: 1, detail: 'the file holds a header and no rows' });
  return result();
}

interface ParsedRow {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

interface ParserFailure extends DecodeFailure {
  /** Found at the end of the text, which may be where a defect cut it off. */
  readonly isAtEnd: boolean;
}

/** The text stops before the line of a defect: what the parser then misses is no failure of its own. */
function firstFailure(
  parser: ParserFailure | undefined,
  text: DecodeFailure | undefined,
): DecodeFailure | undefined {
  if (parser === undefined) return text;
  const { isAtEnd, ...failure } = parser;
  return text !== undefined && isAtEnd ? text : failure;
}

function failureOf(error: unknown): ParserFailure | undefined {
  if (!(error instanceof CsvError)) return undefined;
  const line = typeof error['lines'] === 'number' ? error['lines'] : 0;
  const failure = (reason: DecodeReason, detail: string, isAtEnd = false): ParserFailure => ({
    ...{ reason, line, detail, isAtEnd },
  });
  // The parser's type lists some codes under other names than it throws.
  const code: string = error.code;
  switch (code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
      return failure('ragged-row', 'the row has another number of cells than the header');
    case 'CSV_MAX_RECORD_SIZE':
      return failure('line-too-long', `a row of more than ${LONGEST_ROW} characters`);
    case 'CSV_QUOTE_NOT_CLOSED':
      return failure('unbalanced-quote', 'a quote is opened and never closed', true);
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return failure('unbalanced-quote', 'a quote is opened or closed in the wrong place');
    default:
      return failure('ragged-row', code);
  }
}
