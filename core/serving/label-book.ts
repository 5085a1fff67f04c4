import { type LabelFile, labelNumber, mergeLabels } from './labels.ts';

/** A row that waits for its capture. */
export interface PendingRow {
  /** In the order of the dataset's labels. */
  readonly values: readonly string[];
  /** The file that brought the model's own label, else the first that named the row. */
  readonly file: number;
}

/** Rows of one file, by what became of them. A row that only adds a label to another file's row is in no count. */
export interface FileCounts {
  matched: number;
  unknownRows: number;
  duplicates: number;
  contradictions: number;
  withoutOwnLabel: number;
}

export interface Contradiction {
  readonly rowId: string;
  readonly labelsId: string;
}

/** Row ids that are written down of each kind; the counts are exact. */
export const MOST_LISTED_ROWS = 1000;

/**
 * The labels of several files, one entry a row. Files come oldest first and the first value of a row stands, within
 * a file, among files, and against what was joined before.
 */
export class LabelBook {
  readonly #own: number;
  readonly #ids: string[] = [];
  readonly #counts: FileCounts[] = [];
  readonly #pending = new Map<string, PendingRow>();
  readonly #contradictions: Contradiction[] = [];

  /** @param own position of the model's own label among the dataset's */
  constructor(own: number) {
    this.#own = own;
  }

  add(labelsId: string, { rows, duplicates, contradictions }: LabelFile): void {
    const file = this.#ids.push(labelsId) - 1;
    const counts: FileCounts = { matched: 0, unknownRows: 0, duplicates, contradictions, withoutOwnLabel: 0 };
    this.#counts.push(counts);
    for (const [rowId, { values }] of rows) {
      const known = this.#pending.get(rowId);
      if (known === undefined) {
        this.#pending.set(rowId, { values, file });
        continue;
      }
      const merged = mergeLabels(known.values, values);
      const isOwner = !this.#hasOwn(known.values) && this.#hasOwn(merged.values);
      this.#pending.set(rowId, { values: merged.values, file: isOwner ? file : known.file });
      if (merged.outcome === 'same') counts.duplicates += 1;
      if (merged.outcome === 'other') this.#contradict(file, rowId);
    }
  }

  /** Sets aside rows that bring other labels only: there is no answer of this model to compare them with. */
  closeRowsWithoutOwnLabel(): void {
    for (const [rowId, { values, file }] of this.#pending) {
      if (this.#hasOwn(values)) continue;
      this.#count(file, 'withoutOwnLabel');
      this.#pending.delete(rowId);
    }
  }

  get pendingRows(): number {
    return this.#pending.size;
  }

  pending(rowId: string): PendingRow | undefined {
    return this.#pending.get(rowId);
  }

  ownLabel({ values }: PendingRow): number {
    return labelNumber(values[this.#own] ?? '');
  }

  /** The row has its capture; what comes of it later is a repeat of the request. */
  match(rowId: string): void {
    this.#close(rowId, 'matched');
  }

  /** The row was joined by an earlier run, with this label. */
  meetEarlier(rowId: string, label: number): void {
    const row = this.#pending.get(rowId);
    if (row === undefined) return;
    if (this.ownLabel(row) === label) {
      this.#close(rowId, 'duplicates');
      return;
    }
    this.#pending.delete(rowId);
    this.#contradict(row.file, rowId);
  }

  /** What is left has no capture. @returns the first of these rows */
  closeUnknownRows(): readonly string[] {
    const rowIds = [...this.#pending.keys()];
    for (const rowId of rowIds) this.#close(rowId, 'unknownRows');
    return rowIds.slice(0, MOST_LISTED_ROWS);
  }

  get contradictions(): readonly Contradiction[] {
    return this.#contradictions;
  }

  counts(labelsId: string): FileCounts {
    const counts = this.#counts[this.#ids.indexOf(labelsId)];
    return {
      ...{ matched: 0, unknownRows: 0, duplicates: 0, contradictions: 0, withoutOwnLabel: 0 },
      ...counts,
    };
  }

  #hasOwn(values: readonly string[]): boolean {
    return (values[this.#own] ?? '') !== '';
  }

  #close(rowId: string, outcome: keyof FileCounts): void {
    const row = this.#pending.get(rowId);
    if (row === undefined) return;
    this.#pending.delete(rowId);
    this.#count(row.file, outcome);
  }

  #contradict(file: number, rowId: string): void {
    this.#count(file, 'contradictions');
    const labelsId = this.#ids[file] ?? '';
    if (this.#contradictions.length < MOST_LISTED_ROWS) this.#contradictions.push({ rowId, labelsId });
  }

  #count(file: number, outcome: keyof FileCounts): void {
    const counts = this.#counts[file];
    if (counts !== undefined) counts[outcome] += 1;
  }
}
