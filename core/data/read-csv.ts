import { CARRIAGE_RETURN, LINE_FEED } from '../engine/csv/bytes.ts';
import type { PlainRow } from '../engine/csv/plain-row.ts';
import { LONGEST_RECORD, type RecordEnd, RecordReader, tooLongAt } from '../engine/csv/record.ts';
import type { DecodeFailure } from './decode-failure.ts';
import { headerFailure } from './header-failure.ts';
import type { RowBlocks } from '../engine/rows/row-blocks.ts';
import { BUFFER_BYTES, type TextSource } from './text-source.ts';

/** What reads plainly good rows. */
export interface PlainReaders {
  /** One by one. */
  readonly plain?: PlainRow;
  /** A block at a time, from a part of its own memory of so many bytes; nothing when it does not read this table. */
  readonly blocks?: (bytes: number) => RowBlocks | undefined;
}

/** Who takes the rows of a table. */
export interface CsvHandler {
  /** @returns what reads plainly good rows, where rows can be plain; nothing when rows are only to be counted */
  header(columns: readonly string[]): PlainReaders | undefined;
  /** The good rows of a block. @param line  of the file, from 1, that the first one is */
  block(rows: RowBlocks, line: number): void;
  /** A row that was read as plainly good: its bytes, with the line end. @param line  of the file, from 1 */
  plain(row: PlainRow, bytes: Uint8Array, start: number, end: number, line: number): void;
  /** Any other row. @param line  line of the file on which it ends, from 1 */
  row(cells: readonly string[], line: number): void;
  /** Between two pieces of the file. @returns why there is no use in reading on */
  flush(): Promise<DecodeFailure | undefined>;
}

export interface DecodedTable {
  readonly rows: number;
  readonly failure?: DecodeFailure;
}

/** From where on rows are read a block at a time: in a small file that costs more than it gives. */
export type BlocksFrom = 'second-piece' | 'first-row' | 'nowhere';

/**
 * Reads a CSV file once, in bounded memory, and hands each row to the handler: plainly good rows as bytes, the others
 * cell by cell. The first defect ends the pass and is returned as a value; rows before it were handed over already.
 *
 * @param source  filled once
 */
export async function readCsv(
  source: TextSource,
  handler: CsvHandler,
  delimiter: number,
  blocksFrom: BlocksFrom = 'second-piece',
): Promise<DecodedTable> {
  const scan = new CsvScan(source, handler, delimiter, blocksFrom);
  for (;;) {
    const found = scan.readPiece();
    const refused = await handler.flush();
    const failure = found ?? (source.isLast ? undefined : refused);
    if (failure !== undefined || source.isLast) return { rows: scan.rows, ...scan.outcome(failure) };
    if (blocksFrom === 'second-piece') scan.startBlocks();
    await source.fill();
  }
}

class CsvScan {
  rows = 0;
  readonly #source: TextSource;
  readonly #handler: CsvHandler;
  readonly #delimiter: number;
  readonly #reader: RecordReader;
  readonly #blocksFrom: BlocksFrom;
  #wanted: PlainReaders | undefined;
  #blocks: RowBlocks | undefined;
  #width = 0;
  /** Of the record that is read next, as line ends of any kind count it. */
  #line = 1;
  #lineFeeds = 0;
  #isCutOff = false;

  constructor(source: TextSource, handler: CsvHandler, delimiter: number, blocksFrom: BlocksFrom) {
    this.#blocksFrom = blocksFrom;
    this.#source = source;
    this.#handler = handler;
    this.#delimiter = delimiter;
    this.#reader = new RecordReader(delimiter);
  }

  /** All records that are complete. @returns the defect that ends the pass */
  readPiece(): DecodeFailure | undefined {
    const [source, handler] = [this.#source, this.#handler];
    const { end, isLast } = source;
    this.#blocks?.forget();
    const lineEnd = isLast ? source.bytes.subarray(0, end).lastIndexOf(LINE_FEED) + 1 : end;
    let from = source.from;
    while (from < end) {
      const { bytes } = source;
      const first = bytes[from] ?? 0;
      if (first <= CARRIAGE_RETURN) {
        const skipped = this.#blankLine(bytes, from, end);
        if (skipped > 0) {
          from += skipped;
          continue;
        }
      }
      const blocks = this.#blocks;
      // A line that is longer than its buffer takes the text elsewhere.
      if (blocks?.bytes === bytes && from < lineEnd && blocks.read(from, lineEnd)) {
        const rows = blocks.last - blocks.first;
        handler.block(blocks, this.#line);
        this.rows += rows;
        this.#line += rows;
        this.#lineFeeds += rows;
        from = blocks.rowStart(blocks.last);
        continue;
      }
      const plain = this.#wanted?.plain;
      if (plain !== undefined && from < lineEnd) {
        const next = plain.read(bytes, from);
        // Whether it is too long is the exact reader's to say.
        if (next > 0 && next - from <= LONGEST_RECORD) {
          handler.plain(plain, bytes, from, next, this.#line);
          this.rows += 1;
          this.#line += 1;
          this.#lineFeeds += 1;
          from = next;
          continue;
        }
      }
      source.from = from;
      const found = this.#reader.read(bytes, from, end, isLast);
      const failure = this.#failureOf(found, from);
      if (failure !== undefined) return failure;
      if (found.kind !== 'record') break;
      const refused = this.#take(from, found.next);
      if (refused !== undefined) return refused;
      from = found.next;
    }
    source.from = from;
    // A line without an end would be read for ever.
    if (from === end && source.filled - from > LONGEST_RECORD) {
      const at = tooLongAt(source.bytes, from, source.filled, this.#delimiter);
      if (at >= 0) return this.#tooLong(from, at);
    }
    return undefined;
  }

  /** From the next row on, once there are any. */
  startBlocks(): void {
    const { bytes } = this.#source;
    if (this.#blocks !== undefined || this.#wanted?.blocks === undefined || bytes.length > BUFFER_BYTES)
      return;
    this.#blocks = this.#wanted.blocks(BUFFER_BYTES);
    if (this.#blocks !== undefined) this.#source.goOnIn(this.#blocks.bytes);
  }

  /** @param failure  what ended the pass before the end of the text */
  outcome(failure: DecodeFailure | undefined): { readonly failure?: DecodeFailure } {
    const { defect, bytes, from, end } = this.#source;
    // The text stops before the line of a defect: what is then missed is no failure of its own.
    if (defect !== undefined && (failure === undefined || this.#isCutOff)) {
      const isInLine = defect.reason === 'nul-byte' || defect.reason === 'not-utf-8';
      if (!isInLine) return { failure: defect };
      const line = this.#lineFeeds + breaksIn(bytes, from, end).lineFeeds + 1;
      return { failure: { ...defect, line } };
    }
    if (failure !== undefined) return { failure };
    if (this.#width === 0)
      return { failure: { reason: 'empty', line: 0, detail: 'the file holds no header line' } };
    if (this.rows > 0) return {};
    return { failure: { reason: 'header-only', line: 1, detail: 'the file holds a header and no rows' } };
  }

  #take(from: number, next: number): DecodeFailure | undefined {
    const { bytes } = this.#source;
    const breaks = breaksIn(bytes, from, next);
    const isEnded = bytes[next - 1] === LINE_FEED;
    const own = isEnded ? (bytes[next - 2] === CARRIAGE_RETURN && next - from > 1 ? 2 : 1) : 0;
    const line = this.#line + breaks.all - own;
    this.#line = isEnded ? line + 1 : line;
    this.#lineFeeds += breaks.lineFeeds;
    const { width } = this.#reader;
    if (this.#width === 0) {
      this.#width = width;
      const header = this.#reader.cells;
      const failure = headerFailure(header);
      if (failure === undefined) this.#wanted = this.#handler.header(header);
      if (this.#blocksFrom === 'first-row') this.startBlocks();
      return failure;
    }
    if (width !== this.#width) {
      const detail = 'the row has another number of cells than the header';
      return { reason: 'ragged-row', line, detail };
    }
    this.rows += 1;
    if (this.#wanted !== undefined) this.#handler.row(this.#reader.cells, line);
    return undefined;
  }

  /** Spreadsheets and editors leave them at the end. @returns their bytes; 0 when it is no blank line */
  #blankLine(bytes: Uint8Array, from: number, end: number): number {
    const isCrlf = bytes[from] === CARRIAGE_RETURN && from + 1 < end && bytes[from + 1] === LINE_FEED;
    if (!isCrlf && bytes[from] !== LINE_FEED) return 0;
    this.#line += 1;
    this.#lineFeeds += 1;
    return isCrlf ? 2 : 1;
  }

  #failureOf(found: RecordEnd, from: number): DecodeFailure | undefined {
    const { bytes, end } = this.#source;
    const at = found.kind === 'record' ? found.next : found.kind === 'more' ? end : found.at;
    if (at - from > LONGEST_RECORD) {
      const long = tooLongAt(bytes, from, at, this.#delimiter);
      if (long >= 0) return this.#tooLong(from, long);
    }
    switch (found.kind) {
      case 'bad-quote': {
        const detail = 'a quote is opened or closed in the wrong place';
        return { reason: 'unbalanced-quote', line: this.#lineAt(from, at), detail };
      }
      case 'open-quote': {
        // The last line end has no line behind it.
        this.#isCutOff = true;
        const line = this.#lineAt(from, at - 1);
        return { reason: 'unbalanced-quote', line, detail: 'a quote is opened and never closed' };
      }
      default:
        return undefined;
    }
  }

  #tooLong(from: number, at: number): DecodeFailure {
    const detail = `a row of more than ${LONGEST_RECORD} characters`;
    return { reason: 'line-too-long', line: this.#lineAt(from, at), detail };
  }

  #lineAt(from: number, at: number): number {
    return this.#line + breaksIn(this.#source.bytes, from, at).all;
  }
}

function breaksIn(bytes: Uint8Array, from: number, end: number): { all: number; lineFeeds: number } {
  let [all, lineFeeds] = [0, 0];
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === LINE_FEED) lineFeeds += 1;
    if (byte === LINE_FEED || byte === CARRIAGE_RETURN) all += 1;
  }
  return { all, lineFeeds };
}
