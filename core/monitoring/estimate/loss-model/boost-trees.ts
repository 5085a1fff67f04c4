import { seededRandom } from '../../../random.ts';
import type { BinnedColumns } from './bin-columns.ts';
import { growTree, leafOf, type Tree, type TreeRule } from './grow-tree.ts';

/** What each tree may move a prediction, as a share of what it would. */
const STEP = 0.1;
/** Share of the rows that each tree is grown from. */
const SAMPLE = 0.5;
/** Cells that each tree looks at, at most: with many columns it looks at some of them. */
const MOST_CELLS = 250_000;

/**
 * Gradient boosting of numbers that are 0 or more, by small trees of their logarithm: a tree multiplies. Each is grown
 * from a half of the rows on what the ones before leave, with the deviance of Poisson,
 *
 *   prediction m = exp (start + sum of leaves),  residual = target - m,  weight = m,  leaf = step x ln (1 + residuals / weights),
 *
 * which needs no Poisson law but that larger numbers scatter more, never predicts less than 0, and keeps the mean. Squared
 * errors of a model are of this kind; with numbers of either sign take the squared error instead. Deterministic for a seed.
 * @param targets one a row of the columns, with a mean of about 1
 * @param facts   rows it learns from, number of trees, rule of their splits; `onTree` is told of every tree, with the logarithms
 *   of all rows of the columns so far, and says whether to go on
 * @see Friedman (2002), Stochastic gradient boosting; Nelder and Wedderburn (1972), Generalized linear models
 */
export function boostTrees(
  binned: BinnedColumns,
  targets: Float64Array,
  facts: {
    readonly rows: Int32Array;
    readonly trees: number;
    readonly rule: TreeRule;
    readonly seed: string;
    /** Logarithms that the first tree starts from. */
    readonly start: Float64Array;
    readonly onTree: (count: number, logs: Float64Array) => boolean;
  },
): readonly Tree[] {
  const random = seededRandom(facts.seed);
  const sums = facts.start.slice();
  const weights = sums.map((sum) => Math.exp(sum));
  const residuals = targets.map((target, row) => target - (weights[row] ?? 0));
  const everyColumn = Int32Array.from(binned.bins.keys());
  const share = MOST_CELLS / (SAMPLE * facts.rows.length * everyColumn.length);
  const grown: Tree[] = [];
  for (let count = 1; count <= facts.trees; count += 1) {
    const sample = facts.rows.filter(() => random() < SAMPLE);
    const columns = share >= 1 ? everyColumn : everyColumn.filter(() => random() < share);
    const tree = growTree(binned, { residuals, weights }, { sample, columns, rule: facts.rule });
    tree.leaves.forEach((leaf, at) => {
      tree.leaves[at] = STEP * Math.log1p(leaf);
    });
    for (let row = 0; row < binned.rows; row += 1) {
      const sum = (sums[row] ?? 0) + (tree.leaves[leafOf(tree, binned, row)] ?? 0);
      const prediction = Math.exp(sum);
      sums[row] = sum;
      weights[row] = prediction;
      residuals[row] = (targets[row] ?? 0) - prediction;
    }
    grown.push(tree);
    if (!facts.onTree(count, sums)) break;
  }
  return grown;
}
