import type { JoinedDay } from '../judge-quality.ts';

/** Predictions and outcomes of one version, row by row, in the order of their blocks. */
export interface ScoredRows {
  readonly predictions: Float64Array;
  readonly labels: Float64Array;
  /** Position in `blocks` of each row's block; never falls from row to row. */
  readonly blockOfRow: Int32Array;
  /** In order of time. */
  readonly blocks: readonly string[];
}

/** A row's block: its UTC day, or its week where the contest resamples weeks. */
export type BlockOf = (name: string) => string;

const DAY = /^\d{4}-\d\d-\d\d/;

/**
 * Days of joined rows as one table.
 * @example scoredDays([{ day: '2024-05-02', predictions: [2], labels: [1] }]).blocks // ['2024-05-02']
 */
export function scoredDays(days: readonly JoinedDay[], blockOf: BlockOf = (day) => day): ScoredRows {
  const names = days.flatMap(({ day, labels }) => new Array<string>(labels.length).fill(blockOf(day)));
  return inOrder(
    days.flatMap((day) => day.predictions),
    days.flatMap((day) => day.labels),
    names,
  );
}

/**
 * The hold-out of a contest as one table. Hours become days: what is compared with days must be counted in days.
 * @param names one block a row, as the contest wrote them
 */
export function scoredHoldout(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
  names: readonly string[],
): ScoredRows {
  const known = new Map<string, string>();
  const blockOf = (name: string) => {
    const block = known.get(name) ?? DAY.exec(name)?.[0] ?? name;
    known.set(name, block);
    return block;
  };
  return inOrder(predictions, labels, names.map(blockOf));
}

/** Sorted by block, within a block as given. Rows without a finite answer and outcome compare with nothing. */
function inOrder(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
  names: readonly string[],
): ScoredRows {
  const blocks = [...new Set(names)].sort(byName);
  const place = new Map(blocks.map((name, index) => [name, index]));
  const isUsable = (row: number) => Number.isFinite(predictions[row]) && Number.isFinite(labels[row]);
  const blockOfName = (row: number) => place.get(names[row] ?? '') ?? 0;
  const next = new Int32Array(blocks.length + 1);
  let rows = 0;
  for (let row = 0; row < names.length; row += 1) {
    if (!isUsable(row)) continue;
    rows += 1;
    const after = blockOfName(row) + 1;
    next[after] = (next[after] ?? 0) + 1;
  }
  for (let block = 1; block < next.length; block += 1)
    next[block] = (next[block] ?? 0) + (next[block - 1] ?? 0);
  const sorted: ScoredRows = {
    predictions: new Float64Array(rows),
    labels: new Float64Array(rows),
    blockOfRow: new Int32Array(rows),
    blocks,
  };
  for (let row = 0; row < names.length; row += 1) {
    if (!isUsable(row)) continue;
    const block = blockOfName(row);
    const at = next[block] ?? 0;
    next[block] = at + 1;
    sorted.predictions[at] = predictions[row] ?? 0;
    sorted.labels[at] = labels[row] ?? 0;
    sorted.blockOfRow[at] = block;
  }
  return sorted;
}

/** Names of days and weeks sort as texts; where every row is a block of its own, its name is its number. */
function byName(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) ? (a < b ? -1 : 1) : difference;
}
