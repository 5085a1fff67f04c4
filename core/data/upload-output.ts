import { createHash } from 'node:crypto';
import { ByteBuffer } from '../engine/csv/byte-buffer.ts';
import { COMMA, LINE_FEED } from '../engine/csv/bytes.ts';
import type { FoundRow } from '../engine/csv/scan-column.ts';
import { csvLine } from './csv-line.ts';

/** Where the pass sends what it produces; each call gets whole lines, and bytes that nobody changes any more. */
export interface UploadSink {
  rows(lines: Uint8Array): Promise<void>;
  keys(lines: Uint8Array): Promise<void>;
  rejected(lines: Uint8Array): Promise<void>;
}

/** Lines are handed on in pieces of about this size. */
const FLUSH_BYTES = 1 << 19;

/**
 * Canonical rows, their keys and the rejected rows on their way out. Rows are written in the dataset's column order,
 * separated by commas, quoted only where they must be, with LF line ends; their SHA-256 is the identity of the content.
 */
export class UploadOutput {
  readonly keys = new ByteBuffer(1024);
  readonly #columns: number;
  readonly #sink: UploadSink;
  readonly #rows = new ByteBuffer(4096);
  readonly #rejected = new ByteBuffer(1024);
  readonly #hash = createHash('sha256');
  #hasRejected = false;
  /** Rows that are canonical as they stand lie side by side in the reader's buffer: they are copied together. */
  #run: Uint8Array | undefined;
  #runStart = 0;
  #runEnd = 0;

  constructor(columns: readonly string[], sink: UploadSink) {
    this.#columns = columns.length;
    this.#sink = sink;
    this.#rows.pushText(csvLine(columns));
    this.#rejected.pushText(csvLine(columns));
  }

  /** Good rows that are canonical as they stand. */
  verbatim(bytes: Uint8Array, start: number, end: number): void {
    if (this.#run === bytes && this.#runEnd === start) {
      this.#runEnd = end;
      return;
    }
    this.#endRun();
    [this.#run, this.#runStart, this.#runEnd] = [bytes, start, end];
  }

  /** Good rows in their canonical form. */
  written(rows: Uint8Array): void {
    this.#endRun();
    this.#rows.pushRange(rows, 0, rows.length);
  }

  /** A good row of which it is known where its cells are. */
  cells(row: FoundRow, bytes: Uint8Array): void {
    this.#endRun();
    for (let column = 0; column < this.#columns; column += 1) {
      if (column > 0) this.#rows.pushByte(COMMA);
      this.#rows.pushRange(bytes, row.startOf(column), row.endOf(column));
    }
    this.#rows.pushByte(LINE_FEED);
  }

  /** A good row as cells. */
  good(cells: readonly string[]): void {
    this.#endRun();
    this.#rows.pushText(csvLine(cells));
  }

  reject(cells: readonly string[]): void {
    this.#hasRejected = true;
    this.#rejected.pushText(csvLine(cells));
  }

  /** Before the reader's buffer changes. Hands on what has become long enough, or everything. */
  async flush(isLast: boolean): Promise<void> {
    this.#endRun();
    if (isLast || this.#rows.length > FLUSH_BYTES) {
      const [rows, keys] = [this.#rows.take(), this.keys.take()];
      this.#hash.update(rows);
      await this.#sink.rows(rows);
      await this.#sink.keys(keys);
    }
    if (this.#hasRejected && (isLast || this.#rejected.length > FLUSH_BYTES))
      await this.#sink.rejected(this.#rejected.take());
  }

  /** Of all rows that were flushed. */
  sha256(): string {
    return this.#hash.digest('hex');
  }

  #endRun(): void {
    if (this.#run === undefined) return;
    this.#rows.pushRange(this.#run, this.#runStart, this.#runEnd);
    this.#run = undefined;
  }
}
