import { ByteBuffer } from '../engine/csv/byte-buffer.ts';
import { LINE_FEED } from '../engine/csv/bytes.ts';
import { JsonFlattener } from '../engine/csv/flatten-json-row.ts';
import type { PlainRow } from '../engine/csv/plain-row.ts';
import { LONGEST_RECORD } from '../engine/csv/record.ts';
import type { DecodeFailure } from './decode-failure.ts';
import { jsonRow } from './json-row.ts';
import type { DecodedTable } from './read-csv.ts';
import type { TextSource } from './text-source.ts';

/** Names, escapes and blanks come on top of the cells. */
const LONGEST_LINE_BYTES = 4 * LONGEST_RECORD;
/** Readers of a row look a few bytes ahead. */
const PADDING = 64;
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/** Who takes the rows. */
export interface ObjectHandler {
  /** @param names  of the first object, in its order. @returns what reads plainly good rows that are written like it */
  objects(names: readonly string[]): PlainRow | undefined;
  plain(row: PlainRow, bytes: Uint8Array, start: number, end: number, line: number): void;
  /** Any other row, by name. @returns the names that are no columns */
  object(cells: ReadonlyMap<string, string>, line: number): readonly string[];
  flush(): Promise<DecodeFailure | undefined>;
}

/**
 * Reads JSON Lines once, in bounded memory: one object a line, whose names are columns and whose values are cells. An
 * absent name and `null` are an empty cell; numbers keep the text they are written with.
 *
 * @param source  filled once
 */
export async function readJsonLines(source: TextSource, handler: ObjectHandler): Promise<DecodedTable> {
  const scan = new JsonScan(source, handler);
  for (;;) {
    const found = scan.readPiece();
    const refused = await handler.flush();
    const failure = found ?? (source.isLast ? undefined : refused);
    if (failure !== undefined || source.isLast) return scan.table(failure);
    scan.forget();
    await source.fill();
  }
}

class JsonScan {
  readonly #source: TextSource;
  readonly #handler: ObjectHandler;
  /** Rows of the piece as CSV; together, since the handler copies what lies side by side. */
  readonly #flat = new ByteBuffer(4096);
  #flattener: JsonFlattener | undefined;
  #plain: PlainRow | undefined;
  #rows = 0;
  #line = 0;
  #isRefused = false;

  constructor(source: TextSource, handler: ObjectHandler) {
    this.#source = source;
    this.#handler = handler;
  }

  readPiece(): DecodeFailure | undefined {
    const { bytes, end, isLast } = this.#source;
    const lineEnd = isLast ? bytes.subarray(0, end).lastIndexOf(LINE_FEED) + 1 : end;
    let from = this.#source.from;
    while (from < end && !this.#isRefused) {
      this.#line += 1;
      const next = from < lineEnd ? this.#readPlain(bytes, from) : -1;
      if (next > 0) {
        from = next;
        continue;
      }
      const feed = bytes.indexOf(LINE_FEED, from);
      const stop = feed < 0 || feed >= end ? end : feed;
      const failure = this.#readExactly(DECODER.decode(bytes.subarray(from, stop)));
      if (failure !== undefined) return { ...failure, line: this.#line };
      from = stop + 1;
    }
    this.#source.from = Math.min(from, end);
    if (this.#source.filled - this.#source.from <= LONGEST_LINE_BYTES) return undefined;
    return tooLong(this.#line + 1);
  }

  /** The rows of the piece were taken. */
  forget(): void {
    this.#flat.cutTo(0);
  }

  table(failure: DecodeFailure | undefined): DecodedTable {
    const { defect } = this.#source;
    const rows = this.#rows;
    if (failure !== undefined) return { rows, failure };
    if (defect !== undefined && !this.#isRefused) {
      const isInLine = defect.reason === 'nul-byte' || defect.reason === 'not-utf-8';
      return { rows, failure: isInLine ? { ...defect, line: this.#line + 1 } : defect };
    }
    if (rows > 0) return { rows };
    return { rows, failure: { reason: 'empty', line: 0, detail: 'the file holds no object' } };
  }

  /** @returns the position behind the line; -1 when the line has to be read exactly */
  #readPlain(bytes: Uint8Array, from: number): number {
    const plain = this.#plain;
    if (plain === undefined || this.#flattener === undefined) return -1;
    const flat = this.#flat;
    const start = flat.length;
    const next = this.#flattener.flatten(bytes, from, flat);
    flat.reserve(PADDING);
    if (next < 0 || plain.read(flat.bytes, start) !== flat.length) {
      flat.cutTo(start);
      return -1;
    }
    this.#rows += 1;
    this.#handler.plain(plain, flat.bytes, start, flat.length, this.#line);
    return next;
  }

  #readExactly(line: string): Omit<DecodeFailure, 'line'> | undefined {
    if (line.trim() === '') return undefined;
    const row = jsonRow(line);
    if ('failure' in row) return row.failure;
    let size = 0;
    for (const cell of row.cells.values()) size += cell.length;
    if (size > LONGEST_RECORD) return tooLong(this.#line);
    if (this.#rows === 0) {
      const names = [...row.cells.keys()];
      this.#plain = this.#handler.objects(names);
      this.#flattener = new JsonFlattener(names);
    }
    this.#rows += 1;
    this.#isRefused = this.#handler.object(row.cells, this.#line).length > 0;
    return undefined;
  }
}

function tooLong(line: number): DecodeFailure {
  return { reason: 'line-too-long', line, detail: `a row of more than ${LONGEST_RECORD} characters` };
}
