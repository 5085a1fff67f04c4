import type { DatasetConfig } from '../config/dataset-config.ts';
import { suggest } from '../config/suggest.ts';
import { rowCheck } from '../data/check-row.ts';
import type { Reason } from '../data/contract-verdict.ts';
import { decodeCsv } from '../data/decode-csv.ts';
import { rowKey } from '../data/row-key.ts';

/** What a label file is read against. */
export interface LabelTerms {
  readonly dataset: DatasetConfig;
  /** The model's own label; binary labels are 0 or 1. */
  readonly label: string;
  readonly problem: 'regression' | 'binary';
}

export interface RowLabels {
  /** In the order of the dataset's labels; empty where the file has none. */
  readonly values: readonly string[];
  readonly line: number;
}

/** One pass over a label file. A file with reasons is not used; its counts are those of what was read. */
export interface LabelFile {
  /** Label columns of the dataset that the file carries, in the dataset's order. */
  readonly columns: readonly string[];
  /** By row id; only rows that have a label. */
  readonly rows: ReadonlyMap<string, RowLabels>;
  readonly duplicates: number;
  readonly contradictions: number;
  readonly reasons: readonly Reason[];
  /** The first contradictions; the value on the first line stands. */
  readonly warnings: readonly Reason[];
}

export const LARGEST_LABEL_FILE_BYTES = 64 * 1024 * 1024;
/** Rows of one file, and of one join, are held in memory. */
export const MOST_LABEL_ROWS = 200_000;
const ROW_ID = 'row_id';
const MOST_WARNINGS = 20;

/** Reads and checks a label file: the dataset's key columns or `row_id`, and label columns of the dataset. */
export async function readLabels(bytes: AsyncIterable<Uint8Array>, terms: LabelTerms): Promise<LabelFile> {
  const reader = new LabelReader(terms);
  const decoded = await decodeCsv(bytes, reader);
  return reader.file(decoded.failure);
}

/**
 * Two sets of labels of one row: empty values are filled up, and where both have one the first stands.
 * @returns `values` is the first itself when nothing was filled up
 */
export function mergeLabels(
  first: readonly string[],
  second: readonly string[],
): { readonly values: readonly string[]; readonly outcome: 'added' | 'same' | 'other'; readonly at: number } {
  const at = first.findIndex((value, index) => {
    const other = second[index] ?? '';
    return value !== '' && other !== '' && !isSameLabel(value, other);
  });
  const isAdding = second.some((value, index) => value !== '' && (first[index] ?? '') === '');
  const values = isAdding
    ? first.map((value, index) => (value === '' ? (second[index] ?? '') : value))
    : first;
  return { values, outcome: at >= 0 ? 'other' : isAdding ? 'added' : 'same', at };
}

/** A number may be written in several ways. @example isSameLabel('1', '1.0') // true */
export function isSameLabel(a: string, b: string): boolean {
  return a === b || Number(a) === Number(b);
}

/** A label as a number; `true` and `false` are 1 and 0. Not finite for other text. */
export function labelNumber(value: string): number {
  if (value === 'true') return 1;
  return value === 'false' ? 0 : Number(value);
}

interface Layout {
  readonly isRowId: boolean;
  readonly identity: readonly number[];
  /** Position in the file of each label of the dataset; -1 where it is absent. */
  readonly labels: readonly number[];
}

class LabelReader {
  readonly #terms: LabelTerms;
  readonly #check: ReturnType<typeof rowCheck>;
  readonly #own: number;
  readonly #rows = new Map<string, RowLabels>();
  readonly #reasons: Reason[] = [];
  readonly #breaches = new Map<string, { readonly first: Reason; rows: number }>();
  readonly #warnings: Reason[] = [];
  #layout: Layout | undefined;
  #columns: readonly string[] = [];
  #duplicates = 0;
  #contradictions = 0;
  #read = 0;

  constructor(terms: LabelTerms) {
    const { dataset, label } = terms;
    this.#terms = terms;
    this.#own = dataset.labels.indexOf(label);
    const columns = dataset.labels.flatMap((name) =>
      dataset.columns.filter((column) => column.name === name),
    );
    // A label may be missing in any row; what else the contract says of the column holds here as well, since a
    // value that breaks it would later hold up all rows that were joined with it.
    this.#check = rowCheck({
      ...dataset,
      columns: columns.map((column) => ({ ...column, nullable: true })),
      crossColumn: [],
    });
  }

  header(header: readonly string[]): void {
    const { dataset } = this.#terms;
    const hasKey = dataset.key.every((column) => header.includes(column));
    const identity = !hasKey && header.includes(ROW_ID) ? [ROW_ID] : dataset.key;
    const labels = dataset.labels.filter((name) => header.includes(name));
    const allowed = [...identity, ...dataset.labels];
    for (const column of identity.filter((name) => !header.includes(name))) {
      this.#refuse('missing-column', column, {
        received: 'no column of this name',
        allowed: `all key columns of dataset ${dataset.name} (${dataset.key.join(', ')}), or ${ROW_ID}`,
        fix: 'name the rows by the key or by the row id that the front door answered with',
      });
    }
    for (const column of header.filter((name) => !allowed.includes(name))) {
      const nearest = suggest(
        column,
        allowed.filter((name) => !header.includes(name)),
      );
      this.#refuse('unknown-column', column.slice(0, 128), {
        received: 'a column that is no label',
        allowed: allowed.join(', '),
        fix: nearest === undefined ? 'remove the column' : `did you mean ${nearest}?`,
      });
    }
    if (labels.length === 0) {
      this.#refuse('missing-label', this.#terms.label, {
        received: 'no label column',
        allowed: `at least one of ${dataset.labels.join(', ')}`,
        fix: `add the column ${this.#terms.label}`,
      });
    }
    if (this.#reasons.length > 0) return;
    this.#columns = labels;
    this.#layout = {
      isRowId: identity !== dataset.key,
      identity: identity.map((name) => header.indexOf(name)),
      labels: dataset.labels.map((name) => header.indexOf(name)),
    };
  }

  row(cells: readonly string[], line: number): void {
    if (this.#layout === undefined) return;
    this.#read += 1;
    if (this.#read > MOST_LABEL_ROWS) return;
    const identity = this.#layout.identity.map((at) => cells[at] ?? '');
    const values = this.#layout.labels.map((at) => cells[at] ?? '');
    if (identity.includes('')) {
      this.#breach('no-row-id', line, '', { received: 'an empty cell', allowed: 'a key or a row id' });
      return;
    }
    if (!this.#isValid(values, line)) return;
    if (values.every((value) => value === '')) return;
    // A row id is taken as it is; key cells become the id that the front door made of them.
    const rowId = this.#layout.isRowId ? (identity[0] ?? '') : rowKey(identity);
    const known = this.#rows.get(rowId);
    if (known === undefined) {
      this.#rows.set(rowId, { values, line });
      return;
    }
    const { values: merged, outcome, at } = mergeLabels(known.values, values);
    if (outcome === 'same') this.#duplicates += 1;
    if (outcome === 'other') this.#contradict(known.line, line, this.#terms.dataset.labels[at] ?? '');
    this.#rows.set(rowId, { values: merged, line: known.line });
  }

  file(failure: Awaited<ReturnType<typeof decodeCsv>>['failure']): LabelFile {
    const reasons = [...this.#reasons];
    if (failure !== undefined) {
      reasons.push({
        code: failure.reason,
        ...(failure.line > 0 ? { line: failure.line } : {}),
        ...(failure.column === undefined ? {} : { column: failure.column.slice(0, 128) }),
        received: failure.detail,
        allowed: 'a UTF-8 CSV file with one header line and rows of one width',
        fix: 'write the file again with a CSV writer and upload it',
      });
    }
    if (this.#read > MOST_LABEL_ROWS) {
      reasons.push({
        code: 'too-many-rows',
        received: `${this.#read} rows`,
        allowed: `at most ${MOST_LABEL_ROWS} rows a file`,
        fix: 'split it by rows, each part with the header, and upload the parts',
      });
    }
    for (const { first, rows } of this.#breaches.values()) {
      reasons.push({ ...first, received: `${first.received} (${rows} rows in all)` });
    }
    if (reasons.length === 0 && this.#rows.size === 0) {
      reasons.push({
        code: 'no-labels',
        column: this.#columns.join(', '),
        received: 'no row has a label',
        allowed: 'at least one row with a value in a label column',
        fix: 'upload the file when the labels are known',
      });
    }
    return {
      columns: this.#columns,
      rows: this.#rows,
      duplicates: this.#duplicates,
      contradictions: this.#contradictions,
      reasons,
      warnings: this.#warnings,
    };
  }

  #isValid(values: readonly string[], line: number): boolean {
    const breaches = this.#check(values);
    for (const { code, column, received, allowed } of breaches) {
      this.#breach(code, line, column, { received, allowed });
    }
    if (breaches.length > 0) return false;
    const own = values[this.#own] ?? '';
    if (own === '') return true;
    const number = labelNumber(own);
    const { problem, label } = this.#terms;
    if (problem === 'binary' ? number === 0 || number === 1 : Number.isFinite(number)) return true;
    const allowed = problem === 'binary' ? '0 or 1' : 'a number';
    this.#breach('not-a-label', line, label, { received: 'another value', allowed });
    return false;
  }

  #contradict(firstLine: number, line: number, column: string): void {
    this.#contradictions += 1;
    if (this.#warnings.length >= MOST_WARNINGS) return;
    this.#warnings.push({
      code: 'contradiction',
      line,
      column,
      received: `another value than on line ${firstLine}`,
      allowed: 'one value a row; the first stands',
      fix: 'upload a file with the right value in one line of this row',
    });
  }

  #refuse(code: string, column: string, more: Pick<Reason, 'received' | 'allowed' | 'fix'>): void {
    this.#reasons.push({ code, line: 1, column, ...more });
  }

  #breach(code: string, line: number, column: string, more: Pick<Reason, 'received' | 'allowed'>): void {
    const name = `${code}:${column}`;
    const known = this.#breaches.get(name);
    if (known !== undefined) {
      known.rows += 1;
      return;
    }
    const fix = `mend the file from line ${line} on and upload it again`;
    const first = { code, line, ...(column === '' ? {} : { column }), ...more, fix };
    this.#breaches.set(name, { first, rows: 1 });
  }
}
