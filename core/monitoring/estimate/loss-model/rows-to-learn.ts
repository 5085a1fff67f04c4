import { seededRandom } from '../../../random.ts';

/** Answers to the hold-out, row by row. */
export interface KnownErrors {
  /** Features that windows know as well, NaN for missing; those that they do not know are all NaN. */
  readonly features: readonly ArrayLike<number>[];
  readonly predictions: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  /** Number of each row's block, from 0. */
  readonly blockOfRow: ArrayLike<number>;
}

/** Rows that are learned from: more teach hardly more, and cost time. With many columns fewer. */
const MOST_ROWS = 30_000;
const LEAST_ROWS = 2_000;
const MOST_CELLS = 500_000;
const FEWEST_BLOCKS = 4;

export function rowsWithError({ predictions, labels }: KnownErrors): Int32Array {
  return Int32Array.from({ length: labels.length }, (_, row) => row).filter((row) =>
    Number.isFinite((predictions[row] ?? Number.NaN) - (labels[row] ?? Number.NaN)),
  );
}

/** In their order; at random where there are too many. */
export function rowsToLearn(rows: Int32Array, columns: number, seed: string): Int32Array {
  const most = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(MOST_CELLS / columns)));
  if (rows.length <= most) return rows;
  const random = seededRandom(`${seed} rows`);
  // Knuth's selection sampling keeps the order and takes exactly as many.
  let taken = 0;
  return rows.filter((_, at) => {
    const isTaken = random() * (rows.length - at) < most - taken;
    if (isTaken) taken += 1;
    return isTaken;
  });
}

/** Stretches that rows without blocks are cut into. */
const STRETCHES = 20;

/** The block of each row; where there are too few of them, stretches of rows that follow each other. */
export function blocksOf({ blockOfRow }: KnownErrors, rows: Int32Array): Int32Array {
  const blocks = Int32Array.from(rows, (row) => blockOfRow[row] ?? 0);
  if (new Set(blocks).size >= FEWEST_BLOCKS) return blocks;
  return blocks.map((_, at) => Math.floor((STRETCHES * at) / rows.length));
}

/** The earlier and the later half of the blocks: rows of neighbouring days are alike, and would tell of each other. */
export function foldsOf(blocks: Int32Array): Uint8Array {
  const order = new Map([...new Set(blocks)].sort((a, b) => a - b).map((block, index) => [block, index]));
  return Uint8Array.from(blocks, (block) => (2 * (order.get(block) ?? 0) < order.size ? 0 : 1));
}
