import type { ColumnConfig, DatasetConfig } from '../config/dataset-config.ts';
import { BACKSLASH, COMMA, FIRST_NOT_ASCII, LINE_FEED, UNIT_SEPARATOR } from '../engine/csv/bytes.ts';
import { ColumnTallies } from '../engine/csv/column-tallies.ts';
import { PlainRow, type PlainRowShape } from '../engine/csv/plain-row.ts';
import type { FoundRow, ScanColumn } from '../engine/csv/scan-column.ts';
import { TimeSpan } from '../engine/csv/time-span.ts';
import type { RowBlocks } from '../engine/rows/row-blocks.ts';
import { startRowBlocks } from '../engine/rows/start-row-blocks.ts';
import { type RowBreach, type RowCheck, rowCheck } from './check-row.ts';
import type { UploadFacts } from './contract-verdict.ts';
import type { DecodeFailure } from './decode-failure.ts';
import { compareTimes } from './event-time.ts';
import { KeySet } from './key-set.ts';
import { type ColumnMatch, matchColumns } from './match-columns.ts';
import type { DatasetProfile } from './profile.ts';
import type { CsvHandler, DecodedTable, PlainReaders } from './read-csv.ts';
import type { ObjectHandler } from './read-json-lines.ts';
import { rowKey } from './row-key.ts';
import { UploadOutput, type UploadSink } from './upload-output.ts';

/** Examples kept per kind of breach and column; counts stay exact. */
const EXAMPLES = 3;
const MOST_EXAMPLES = 60;
/** Making one costs more than a row. */
const [ENCODER, DECODER] = [new TextEncoder(), new TextDecoder('utf-8', { ignoreBOM: true })];

/**
 * What one upload leaves behind: canonical rows, their keys, rejected rows, the profile of the good ones, and what was
 * found. Whoever reads the file hands in its rows, as bytes or as cells. Memory does not grow with the file, except for
 * 16 bytes a row for the uniqueness of keys.
 */
export class UploadPass implements CsvHandler, ObjectHandler {
  readonly #dataset: DatasetConfig;
  readonly #output: UploadOutput;
  readonly #check: RowCheck;
  readonly #names: ReadonlySet<string>;
  readonly #columns: readonly ScanColumn[];
  readonly #keyAt: readonly number[];
  readonly #timeAt: number;
  readonly #labelAt: readonly number[];
  readonly #labelled: number[];
  readonly #tallies: ColumnTallies;
  readonly #times = new TimeSpan(compareTimes);
  readonly #keys = new KeySet();
  readonly #breaches: (RowBreach & { row: number; line: number })[] = [];
  readonly #breachCounts = new Map<string, number>();
  readonly #delimiter: number;
  #match: ColumnMatch | undefined;
  #stops = 0;
  #row = 0;
  #goodRows = 0;

  /** @param delimiter  the byte between the cells of the file */
  constructor(dataset: DatasetConfig, sink: UploadSink, delimiter = COMMA) {
    const names = dataset.columns.map((column) => column.name);
    const at = (name: string) => names.indexOf(name);
    this.#dataset = dataset;
    this.#delimiter = delimiter;
    this.#output = new UploadOutput(names, sink);
    this.#check = rowCheck(dataset);
    this.#names = new Set(names);
    this.#columns = dataset.columns.map(scanColumn);
    this.#keyAt = dataset.key.map(at);
    this.#timeAt = at(dataset.eventTime);
    this.#labelAt = dataset.labels.map(at);
    this.#labelled = this.#labelAt.map(() => 0);
    this.#tallies = new ColumnTallies(this.#columns);
  }

  /** @returns what reads good rows straight from bytes; nothing when the columns do not fit and no row is wanted */
  header(columns: readonly string[]): PlainReaders | undefined {
    const match = matchColumns(columns, this.#dataset);
    this.#match = match;
    if (match.missing.length > 0 || match.extra.length > 0) return undefined;
    const shape = this.#shapeOf(match.positions, this.#delimiter);
    return { plain: new PlainRow(shape), blocks: (bytes) => startRowBlocks(shape, bytes) };
  }

  /** Rows come as objects. @returns what reads good rows straight from bytes, their cells in the order of the names */
  objects(names: readonly string[]): PlainRow | undefined {
    const positions = this.#columns.map(({ name }) => names.indexOf(name));
    this.#match = {
      positions: positions.map((_, column) => column),
      missing: [],
      extra: [],
      isReordered: false,
    };
    const isWhole = positions.every(
      (position, at) => position >= 0 || this.#columns[at]?.isNullable === true,
    );
    const isKnown = names.length === positions.filter((position) => position >= 0).length;
    return isWhole && isKnown ? new PlainRow(this.#shapeOf(positions, COMMA)) : undefined;
  }

  /** A row by name. @returns the names that the dataset has not: then the file is refused */
  object(cells: ReadonlyMap<string, string>, line: number): readonly string[] {
    const extra = [...cells.keys()].filter((name) => !this.#names.has(name));
    if (extra.length === 0)
      this.#ordered(
        this.#columns.map(({ name }) => cells.get(name) ?? ''),
        line,
      );
    else if (this.#match !== undefined) this.#match = { ...this.#match, extra };
    return extra;
  }

  plain(row: PlainRow, bytes: Uint8Array, start: number, end: number, line: number): void {
    if (!this.#addPlainKey(row, bytes)) {
      this.#ordered(this.#cellsOf(row, bytes), line);
      return;
    }
    this.#row += 1;
    this.#goodRows += 1;
    this.#tallies.addPlain(row, bytes);
    if (this.#tallies.stops !== this.#stops) {
      this.#stops = this.#tallies.stops;
      row.refresh();
    }
    this.#addFound(row, bytes);
    if (row.isVerbatim) this.#output.verbatim(bytes, start, end);
    else this.#output.cells(row, bytes);
  }

  block(rows: RowBlocks, line: number): void {
    let from = rows.first;
    for (let row = from; row < rows.last; row += 1) {
      rows.ask(row);
      if (this.#addPlainKey(rows, rows.cells)) continue;
      const cells = this.#cellsOf(rows, rows.cells);
      this.#addRows(rows, from, row);
      this.#ordered(cells, line + row - rows.first);
      from = row + 1;
    }
    this.#addRows(rows, from, rows.last);
  }

  /** Good rows of a block whose keys were taken. */
  #addRows(rows: RowBlocks, first: number, last: number): void {
    if (first === last) return;
    this.#row += last - first;
    this.#goodRows += last - first;
    rows.count(first, last);
    for (let row = first; row < last; row += 1) {
      rows.ask(row);
      this.#addFound(rows, rows.cells);
    }
    if (rows.areVerbatim(first, last))
      this.#output.verbatim(rows.bytes, rows.rowStart(first), rows.rowStart(last));
    else this.#output.written(rows.written(first, last));
  }

  row(fileCells: readonly string[], line: number): void {
    const { positions } = this.#match ?? { positions: [] };
    this.#ordered(
      positions.map((position) => (position < 0 ? '' : (fileCells[position] ?? ''))),
      line,
    );
  }

  async flush(): Promise<DecodeFailure | undefined> {
    await this.#output.flush(false);
    const { maximumRows } = this.#dataset.volume;
    if (this.#row <= maximumRows) return undefined;
    return { reason: 'too-many-rows', line: 0, detail: `more than ${maximumRows} rows` };
  }

  async finish(decoded: DecodedTable): Promise<{
    readonly facts: Omit<UploadFacts, 'knownKeys'>;
    readonly profile: DatasetProfile;
    readonly sha256: string;
    readonly isReordered: boolean;
  }> {
    await this.#output.flush(true);
    const { earliest: minEventTime, latest: maxEventTime } = this.#times;
    return {
      facts: {
        rows: decoded.rows,
        goodRows: this.#goodRows,
        rejectedRows: decoded.rows - this.#goodRows,
        missingColumns: this.#match?.missing ?? [],
        extraColumns: this.#match?.extra ?? [],
        ...(decoded.failure === undefined ? {} : { failure: decoded.failure }),
        breaches: this.#breaches,
        breachCounts: Object.fromEntries(this.#breachCounts),
        maxEventTime,
        labelled: Object.fromEntries(this.#dataset.labels.map((name, at) => [name, this.#labelled[at] ?? 0])),
      },
      profile: { rows: this.#goodRows, minEventTime, maxEventTime, columns: this.#tallies.finish() },
      sha256: this.#output.sha256(),
      isReordered: this.#match?.isReordered ?? false,
    };
  }

  #shapeOf(positions: readonly number[], delimiter: number): PlainRowShape {
    const names = [...this.#names];
    const rules = this.#dataset.crossColumn.map(({ left, operator, right }) => ({
      ...{ left: names.indexOf(left), right: names.indexOf(right), operator },
    }));
    return { columns: this.#columns, rules, positions, delimiter, tallies: this.#tallies };
  }

  /** What is left of a good row once its key and its cells were taken. */
  #addFound(row: FoundRow, bytes: Uint8Array): void {
    for (let label = 0; label < this.#labelAt.length; label += 1) {
      const column = this.#labelAt[label] ?? 0;
      if (row.startOf(column) !== row.endOf(column)) this.#labelled[label] = (this.#labelled[label] ?? 0) + 1;
    }
    this.#times.add(bytes, row.startOf(this.#timeAt), row.endOf(this.#timeAt));
  }

  /** The exact way: a row whose cells are in the dataset's order. */
  #ordered(cells: readonly string[], line: number): void {
    this.#row += 1;
    const found = [...this.#check(cells)];
    const key = rowKey(this.#keyAt.map((position) => cells[position] ?? ''));
    // A row that breaches anyway takes no key: its mended twin may follow.
    if (found.length === 0 && !this.#keys.add(key)) {
      found.push({
        code: 'duplicate-key',
        column: this.#dataset.key.join(', '),
        received: 'a key that an earlier row of this file has',
        allowed: 'each key once',
      });
    }
    for (const breach of found) this.#record(breach, line);
    const isTolerated =
      this.#dataset.onBreach === 'warn' && !found.some((breach) => this.#isDecisive(breach));
    if (found.length > 0 && !isTolerated) {
      this.#output.reject(cells);
      return;
    }
    this.#goodRows += 1;
    this.#output.good(cells);
    this.#output.keys.pushText(`${key}\n`);
    cells.forEach((cell, column) => this.#tallies.addText(column, cell));
    this.#labelAt.forEach((position, label) => {
      if (cells[position] !== '') this.#labelled[label] = (this.#labelled[label] ?? 0) + 1;
    });
    const time = ENCODER.encode(cells[this.#timeAt] ?? '');
    this.#times.add(time, 0, time.length);
  }

  /** Without key or event time a row has no place in the dataset, whatever else is tolerated. */
  #isDecisive({ code, column }: RowBreach): boolean {
    return (
      code !== 'duplicate-key' && (column === this.#dataset.eventTime || this.#dataset.key.includes(column))
    );
  }

  #record(breach: RowBreach, line: number): void {
    const kind = `${breach.code}:${breach.column}`;
    const count = (this.#breachCounts.get(kind) ?? 0) + 1;
    this.#breachCounts.set(kind, count);
    if (count > EXAMPLES || this.#breaches.length >= MOST_EXAMPLES) return;
    this.#breaches.push({ ...breach, row: this.#row, line });
  }

  /** Takes the row's key into the set and, with its line end, into the output. @returns false when it is there already */
  #addPlainKey(row: FoundRow, bytes: Uint8Array): boolean {
    const { keys } = this.#output;
    const before = keys.length;
    for (let index = 0; index < this.#keyAt.length; index += 1) {
      const column = this.#keyAt[index] ?? 0;
      const [start, end] = [row.startOf(column), row.endOf(column)];
      if (index > 0) keys.pushByte(UNIT_SEPARATOR);
      if (!isPlainKey(bytes, start, end)) {
        keys.cutTo(before);
        const cells = this.#cellsOf(row, bytes);
        const key = rowKey(this.#keyAt.map((position) => cells[position] ?? ''));
        if (!this.#keys.add(key)) return false;
        keys.pushText(`${key}\n`);
        return true;
      }
      keys.pushRange(bytes, start, end);
    }
    if (!this.#keys.addAscii(keys.bytes, before, keys.length)) {
      keys.cutTo(before);
      return false;
    }
    keys.pushByte(LINE_FEED);
    return true;
  }

  #cellsOf(row: FoundRow, bytes: Uint8Array): string[] {
    return this.#columns.map((_, column) =>
      DECODER.decode(bytes.subarray(row.startOf(column), row.endOf(column))),
    );
  }
}

/** Is the cell, as it stands, the row's key? (core/data/row-key.ts) */
function isPlainKey(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= FIRST_NOT_ASCII || byte === BACKSLASH || byte === UNIT_SEPARATOR) return false;
  }
  return true;
}

/** A column of the contract as the scan sees it. */
export function scanColumn({ name, type, nullable, range, domain }: ColumnConfig): ScanColumn {
  const values = type === 'boolean' ? ['true', 'false'] : domain;
  return {
    ...{ name, type, isNullable: nullable },
    minimum: range?.minimum ?? Number.NEGATIVE_INFINITY,
    maximum: range?.maximum ?? Number.POSITIVE_INFINITY,
    ...(values === undefined ? {} : { domain: values }),
  };
}
