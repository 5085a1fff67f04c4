import { seededRandom } from '../../../random.ts';
import type { BinnedColumns } from './bin-columns.ts';
import { growTree, leafOf, type Tree, type TreeRule } from './grow-tree.ts';

/** What each tree may move a prediction, as a share of what it would. */
export const STEP = 0.1;
/** Share of the rows that each tree is grown from. */
const SAMPLE = 0.5;
/** Cells that each tree looks at, at most: with many columns it looks at some of them. */
const MOST_CELLS = 500_000;

/**
 * Gradient boosting of the squared error by small trees: each is grown on what the ones before leave, from a half of
 * the rows. Deterministic for a seed.
 * @param rows    which rows it learns from
 * @param targets one a row of the columns
 * @param onTree  told of every tree, with the predictions of all rows of the columns so far
 * @see Friedman (2002), Stochastic gradient boosting
 */
export function boostTrees(
  binned: BinnedColumns,
  targets: Float64Array,
  {
    rows,
    trees,
    rule,
    seed,
    onTree,
  }: {
    readonly rows: Int32Array;
    readonly trees: number;
    readonly rule: TreeRule;
    readonly seed: string;
    readonly onTree?: (count: number, predictions: Float64Array) => void;
  },
): { readonly base: number; readonly trees: readonly Tree[] } {
  const random = seededRandom(seed);
  const base = rows.reduce((sum, row) => sum + (targets[row] ?? 0), 0) / rows.length;
  const predictions = new Float64Array(binned.rows).fill(base);
  const residuals = targets.map((target) => target - base);
  const everyColumn = Int32Array.from(binned.bins.keys());
  const share = MOST_CELLS / (SAMPLE * rows.length * everyColumn.length);
  const grown: Tree[] = [];
  for (let count = 1; count <= trees; count += 1) {
    const sample = rows.filter(() => random() < SAMPLE);
    const columns = share >= 1 ? everyColumn : everyColumn.filter(() => random() < share);
    const tree = growTree(binned, residuals, { sample, columns, rule });
    for (let leaf = 0; leaf < tree.leaves.length; leaf += 1)
      tree.leaves[leaf] = STEP * (tree.leaves[leaf] ?? 0);
    for (let row = 0; row < binned.rows; row += 1) {
      const step = tree.leaves[leafOf(tree, binned, row)] ?? 0;
      predictions[row] = (predictions[row] ?? 0) + step;
      residuals[row] = (residuals[row] ?? 0) - step;
    }
    grown.push(tree);
    onTree?.(count, predictions);
  }
  return { base, trees: grown };
}
