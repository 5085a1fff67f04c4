import { type BinnedColumns, MISSING } from './bin-columns.ts';

/** Three questions deep. */
export const DEPTH = 3;
export const SPLITS = 2 ** DEPTH - 1;
export const LEAVES = 2 ** DEPTH;

/** A whole binary tree: split k leads to splits 2k + 1 (left) and 2k + 2 (right), or to leaves at the bottom. */
export interface Tree {
  /** Column that a split asks for; -1 for one that leads everything left. */
  readonly columns: Int32Array;
  /** The last bin that goes left. */
  readonly bins: Int32Array;
  /** 1 where rows without a value go left. */
  readonly isMissingLeft: Uint8Array;
  readonly leaves: Float64Array;
}

export interface TreeRule {
  /** Each side of a split has so many rows. */
  readonly minimumRows: number;
  /** Rows of value 0 that each leaf is thought to have besides: a leaf of few rows says little. */
  readonly pull: number;
}

const STRIDE = MISSING + 1;

/**
 * The regression tree of a sample of rows, level by level, each split the one with the largest fall of
 *
 *   sum over leaves of sum over rows (residual - leaf)^2 + pull x leaf^2,  leaf = sum of residuals / (rows + pull).
 *
 * Ties go to the first column and the lowest bin: the same rows give the same tree.
 * @param sample  which rows it is grown from
 * @param columns which columns it may ask for
 * @see Friedman (2001), Greedy function approximation: a gradient boosting machine
 */
export function growTree(
  binned: BinnedColumns,
  residuals: Float64Array,
  choice: { readonly sample: Int32Array; readonly columns: Int32Array; readonly rule: TreeRule },
): Tree {
  const { sample, columns, rule } = choice;
  const tree = {
    columns: new Int32Array(SPLITS).fill(-1),
    bins: new Int32Array(SPLITS),
    isMissingLeft: new Uint8Array(SPLITS).fill(1),
    leaves: new Float64Array(LEAVES),
  };
  const place = new Uint8Array(sample.length);
  for (let depth = 0; depth < DEPTH; depth += 1) {
    const nodes = 2 ** depth;
    const level = Array.from({ length: nodes }, (): Best => ({
      gain: 0,
      column: -1,
      bin: 0,
      isMissingLeft: 1,
    }));
    const totals = sumsByNode(place, residuals, sample, nodes);
    const sums = new Float64Array(nodes * STRIDE);
    const rows = new Float64Array(nodes * STRIDE);
    for (const column of columns) {
      const bins = binned.bins[column];
      const count = (binned.edges[column]?.length ?? 0) + 1;
      if (bins === undefined) continue;
      sums.fill(0);
      rows.fill(0);
      for (let at = 0; at < sample.length; at += 1) {
        const row = sample[at] ?? 0;
        const cell = (place[at] ?? 0) * STRIDE + (bins[row] ?? 0);
        sums[cell] = (sums[cell] ?? 0) + (residuals[row] ?? 0);
        rows[cell] = (rows[cell] ?? 0) + 1;
      }
      for (let node = 0; node < nodes; node += 1) {
        const best = level[node];
        if (best !== undefined) search(best, { column, count, node, sums, rows, totals, rule });
      }
    }
    level.forEach((best, node) => {
      const split = nodes - 1 + node;
      tree.columns[split] = best.column;
      tree.bins[split] = best.bin;
      tree.isMissingLeft[split] = best.isMissingLeft;
    });
    for (let at = 0; at < sample.length; at += 1) {
      const node = place[at] ?? 0;
      place[at] = 2 * node + (goesRight(tree, nodes - 1 + node, binned, sample[at] ?? 0) ? 1 : 0);
    }
  }
  const { sums, rows } = sumsByNode(place, residuals, sample, LEAVES);
  for (let leaf = 0; leaf < LEAVES; leaf += 1)
    tree.leaves[leaf] = (sums[leaf] ?? 0) / ((rows[leaf] ?? 0) + rule.pull);
  return tree;
}

/** The leaf that a row ends in. */
export function leafOf(tree: Tree, binned: BinnedColumns, row: number): number {
  let split = 0;
  while (split < SPLITS) split = 2 * split + (goesRight(tree, split, binned, row) ? 2 : 1);
  return split - SPLITS;
}

interface Best {
  gain: number;
  column: number;
  bin: number;
  isMissingLeft: 0 | 1;
}

interface Histogram {
  readonly column: number;
  /** Bins of the column that hold values. */
  readonly count: number;
  readonly node: number;
  readonly sums: Float64Array;
  readonly rows: Float64Array;
  readonly totals: { readonly sums: Float64Array; readonly rows: Float64Array };
  readonly rule: TreeRule;
}

/** Tries each edge of a column, with the rows without a value on either side, and those alone against the others. */
function search(best: Best, { column, count, node, sums, rows, totals, rule }: Histogram): void {
  const [all, allRows] = [totals.sums[node] ?? 0, totals.rows[node] ?? 0];
  const first = node * STRIDE;
  const [missing, missingRows] = [sums[first + MISSING] ?? 0, rows[first + MISSING] ?? 0];
  const { pull, minimumRows } = rule;
  const whole = (all * all) / (allRows + pull);
  let [left, leftRows] = [0, 0];
  for (let bin = 0; bin < count; bin += 1) {
    left += sums[first + bin] ?? 0;
    leftRows += rows[first + bin] ?? 0;
    for (let side = 1; side >= (missingRows > 0 ? 0 : 1); side -= 1) {
      // After the last bin there are the missing rows only, and with them on the left nothing is on the right.
      const [sum, number] = [left + side * missing, leftRows + side * missingRows];
      if (number < minimumRows || allRows - number < minimumRows) continue;
      const gain = sum ** 2 / (number + pull) + (all - sum) ** 2 / (allRows - number + pull) - whole;
      // A gain that is rounding only is none.
      if (gain <= best.gain + 1e-12 * whole) continue;
      best.gain = gain;
      best.column = column;
      best.bin = bin;
      best.isMissingLeft = side === 1 ? 1 : 0;
    }
  }
}

function sumsByNode(place: Uint8Array, residuals: Float64Array, sample: Int32Array, nodes: number) {
  const sums = new Float64Array(nodes);
  const rows = new Float64Array(nodes);
  for (let at = 0; at < sample.length; at += 1) {
    const node = place[at] ?? 0;
    sums[node] = (sums[node] ?? 0) + (residuals[sample[at] ?? 0] ?? 0);
    rows[node] = (rows[node] ?? 0) + 1;
  }
  return { sums, rows };
}

function goesRight(tree: Tree, split: number, binned: BinnedColumns, row: number): boolean {
  const column = tree.columns[split] ?? -1;
  if (column < 0) return false;
  const bin = binned.bins[column]?.[row] ?? MISSING;
  return bin === MISSING ? tree.isMissingLeft[split] === 0 : bin > (tree.bins[split] ?? 0);
}
