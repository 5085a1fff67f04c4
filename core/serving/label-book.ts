import { type LabelFile, labelNumber, mergeLabels } from './labels.ts';
import type { WaitingRows } from './waiting-rows.ts';

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
  waitingRows: number;
  unknownRows: number;
  duplicates: number;
  contradictions: number;
  withoutOwnLabel: number;
}

export interface Contradiction {
  readonly rowId: string;
  readonly labelsId: string;
}

/** Rows without a capture: the first whose time is over, and all that wait, by file. */
export interface RowsWithoutCapture {
  readonly unknown: readonly string[];
  readonly waiting: WaitingRows['files'];
}

/** Row ids that are written down of each kind; the counts are exact. */
export const MOST_LISTED_ROWS = 1000;

const NONE: Readonly<FileCounts> = {
  ...{ matched: 0, waitingRows: 0, unknownRows: 0, duplicates: 0, contradictions: 0, withoutOwnLabel: 0 },
};

/**
 * The labels of several files, one entry a row. Files come oldest first and the first value of a row stands, within
 * a file, among files, and against what was joined before.
 */
export class LabelBook {
  readonly #own: number;
  readonly #ids: string[] = [];
  readonly #counts: FileCounts[] = [];
  /** Pending rows by file. */
  readonly #open: number[] = [];
  readonly #pending = new Map<string, PendingRow>();
  readonly #contradictions: Contradiction[] = [];

  /** @param own position of the model's own label among the dataset's */
  constructor(own: number) {
    this.#own = own;
  }

  add(
    labelsId: string,
    { rows, duplicates, contradictions }: Pick<LabelFile, 'rows' | 'duplicates' | 'contradictions'>,
  ): void {
    const file = this.#ids.push(labelsId) - 1;
    const counts: FileCounts = { ...NONE, duplicates, contradictions };
    this.#counts.push(counts);
    this.#open.push(0);
    for (const [rowId, { values }] of rows) {
      const known = this.#pending.get(rowId);
      if (known === undefined) {
        this.#pending.set(rowId, { values, file });
        this.#moveOpen(file, 1);
        continue;
      }
      const merged = mergeLabels(known.values, values);
      const isOwner = !this.#hasOwn(known.values) && this.#hasOwn(merged.values);
      this.#pending.set(rowId, { values: merged.values, file: isOwner ? file : known.file });
      if (isOwner) {
        this.#moveOpen(known.file, -1);
        this.#moveOpen(file, 1);
      }
      if (merged.outcome === 'same') counts.duplicates += 1;
      if (merged.outcome === 'other') this.#contradict(file, rowId);
    }
  }

  /** Sets aside rows that bring other labels only: there is no answer of this model to compare them with. */
  closeRowsWithoutOwnLabel(): void {
    for (const [rowId, { values, file }] of this.#pending) {
      if (this.#hasOwn(values)) continue;
      this.#count(file, 'withoutOwnLabel');
      this.#forget(rowId, file);
    }
  }

  /** Files with rows that wait for their capture. */
  openFiles(): readonly string[] {
    return this.#ids.filter((_, file) => (this.#open[file] ?? 0) > 0);
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
    this.#forget(rowId, row.file);
    this.#contradict(row.file, rowId);
  }

  /** What is left has no capture: it waits on, or its time is over. */
  closeRest(mayWait: (labelsId: string) => boolean): RowsWithoutCapture {
    const unknown: string[] = [];
    const waiting = this.#ids.map((labelsId) => ({
      labelsId,
      isWaiting: mayWait(labelsId),
      rows: [] as [string, string[]][],
    }));
    for (const [rowId, { values, file }] of [...this.#pending]) {
      const of = waiting[file];
      if (of?.isWaiting === true) of.rows.push([rowId, [...values]]);
      else if (unknown.length < MOST_LISTED_ROWS) unknown.push(rowId);
      this.#close(rowId, of?.isWaiting === true ? 'waitingRows' : 'unknownRows');
    }
    const files = waiting.filter(({ rows }) => rows.length > 0);
    return { unknown, waiting: files.map(({ labelsId, rows }) => ({ labelsId, rows })) };
  }

  get contradictions(): readonly Contradiction[] {
    return this.#contradictions;
  }

  counts(labelsId: string): FileCounts {
    return { ...NONE, ...this.#counts[this.#ids.indexOf(labelsId)] };
  }

  #hasOwn(values: readonly string[]): boolean {
    return (values[this.#own] ?? '') !== '';
  }

  #close(rowId: string, outcome: keyof FileCounts): void {
    const row = this.#pending.get(rowId);
    if (row === undefined) return;
    this.#forget(rowId, row.file);
    this.#count(row.file, outcome);
  }

  #forget(rowId: string, file: number): void {
    this.#pending.delete(rowId);
    this.#moveOpen(file, -1);
  }

  #moveOpen(file: number, by: 1 | -1): void {
    this.#open[file] = (this.#open[file] ?? 0) + by;
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
