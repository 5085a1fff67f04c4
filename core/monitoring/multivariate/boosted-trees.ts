/** Rows in bins, column by column: the number of the bin of each row, below BINS. */
export type BinnedColumns = readonly Uint8Array[];

/** A complete binary tree: node k's children are 2k + 1 and 2k + 2, and the last level holds the leaves. */
interface Tree {
  readonly features: Int16Array;
  /** Rows in bins up to this one go left. */
  readonly cuts: Uint8Array;
  /** What a leaf adds to the log odds. */
  readonly values: Float64Array;
}

export interface BoostedTrees {
  readonly trees: readonly Tree[];
  /** How much each feature's splits told, in units of the loss. */
  readonly gains: Float64Array;
}

/** Bins of a column, one of them for missing values. */
export const BINS = 17;
/** Two features and a cut of one again: enough to see that two features go together in another way. */
const DEPTH = 3;
const LEAVES = 2 ** DEPTH;
const ROUNDS = 20;
/** How much of each tree's answer is taken. */
const LEARNING_RATE = 0.3;
/** Rows of nobody that pull every leaf to 0, in units of the second derivative: a row at even odds has 1/4. */
const PENALTY = 2;
/** Least of it on either side of a cut: some 20 rows. */
const LEAST_SIDE = 5;

/**
 * A small ensemble of regression trees for a label of 0 or 1, by gradient boosting with logistic loss: each tree is
 * fitted to what the sum of those before left unexplained, by the gain of a cut
 *
 *   G1^2 / (H1 + penalty) + G2^2 / (H2 + penalty) - G^2 / (H + penalty),
 *
 * with G the sum of residuals and H of p (1 - p) on either side. Needs no scales, takes missing values as one more
 * bin, and sees features that tell only together, which a linear model does not. Time: rows x features x rounds.
 * @param columns features of all rows, in bins
 * @param labels  0 or 1, one a row
 * @param rows    the rows to learn from
 * @see Friedman (2001), Greedy function approximation: a gradient boosting machine; Chen and Guestrin (2016), XGBoost
 */
export function fitBoostedTrees(columns: BinnedColumns, labels: Uint8Array, rows: Int32Array): BoostedTrees {
  const halves = [0, 1].map((side) =>
    halfOf(
      columns,
      labels,
      rows.filter((_, at) => at % 2 === side),
    ),
  );
  const gains = new Float64Array(columns.length);
  const trees: Tree[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const half = halves[round % 2];
    if (half === undefined) break;
    const tree = growTree(half, gains);
    for (const each of halves) addTree(each, tree);
    trees.push(tree);
  }
  return { trees, gains };
}

/** Trees learn from one half of the rows in turn: it takes half the time, and neighbours in the sum differ more. */
interface Half {
  readonly columns: BinnedColumns;
  readonly labels: Uint8Array;
  readonly odds: Float64Array;
}

function halfOf(columns: BinnedColumns, labels: Uint8Array, rows: Int32Array): Half {
  return {
    columns: columns.map((column) => pick(column, rows)),
    labels: pick(labels, rows),
    odds: new Float64Array(rows.length),
  };
}

function pick(values: Uint8Array, rows: Int32Array): Uint8Array {
  const picked = new Uint8Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) picked[at] = values[rows[at] ?? 0] ?? 0;
  return picked;
}

/** Adds a tree's answers to the odds, in place. */
function addTree({ columns, odds }: Half, tree: Tree): void {
  for (let row = 0; row < odds.length; row += 1) odds[row] = (odds[row] ?? 0) + answer(tree, columns, row);
}

function answer({ features, cuts, values }: Tree, columns: BinnedColumns, row: number): number {
  let node = 0;
  while (node < LEAVES - 1) {
    const bin = columns[features[node] ?? 0]?.[row] ?? 0;
    node = 2 * node + (bin <= (cuts[node] ?? BINS) ? 1 : 2);
  }
  return values[node - (LEAVES - 1)] ?? 0;
}

/** The log odds of a row's label being 1. */
export function scoreByTrees({ trees }: BoostedTrees, columns: BinnedColumns, row: number): number {
  return trees.reduce((odds, tree) => odds + answer(tree, columns, row), 0);
}

/** A tree for what the odds left unexplained; adds to `gains` in place. */
function growTree({ columns, labels, odds }: Half, gains: Float64Array): Tree {
  const weights = new Float64Array(odds.length);
  const residuals = odds.map((value, row) => {
    const share = 1 / (1 + Math.exp(-value));
    weights[row] = share * (1 - share);
    return (labels[row] ?? 0) - share;
  });
  const features = new Int16Array(LEAVES - 1);
  // A node without a split sends all of its rows left.
  const cuts = new Uint8Array(LEAVES - 1).fill(BINS);
  const best = new Float64Array(LEAVES - 1);
  const nodes = new Uint8Array(residuals.length);
  const [sums, totals] = [new Float64Array(LEAVES * BINS), new Float64Array(LEAVES * BINS)];
  const starts = new Uint8Array(nodes.length);
  for (let first = 0; first < LEAVES - 1; first = 2 * first + 1) {
    for (let row = 0; row < nodes.length; row += 1) starts[row] = ((nodes[row] ?? 0) - first) * BINS;
    columns.forEach((column, feature) => {
      sums.fill(0);
      totals.fill(0);
      for (let row = 0; row < starts.length; row += 1) {
        const cell = (starts[row] ?? 0) + (column[row] ?? 0);
        sums[cell] = (sums[cell] ?? 0) + (residuals[row] ?? 0);
        totals[cell] = (totals[cell] ?? 0) + (weights[row] ?? 0);
      }
      for (let node = first; node <= 2 * first; node += 1) {
        const from = (node - first) * BINS;
        const found = bestCut(sums.subarray(from, from + BINS), totals.subarray(from, from + BINS));
        if (found.gain <= (best[node] ?? 0)) continue;
        best[node] = found.gain;
        features[node] = feature;
        cuts[node] = found.cut;
      }
    });
    for (let row = 0; row < nodes.length; row += 1) {
      const node = nodes[row] ?? 0;
      const bin = columns[features[node] ?? 0]?.[row] ?? 0;
      nodes[row] = 2 * node + (bin <= (cuts[node] ?? BINS) ? 1 : 2);
    }
  }
  best.forEach((gain, node) => {
    const feature = features[node] ?? 0;
    gains[feature] = (gains[feature] ?? 0) + gain;
  });
  return { features, cuts, values: leafValues(nodes, residuals, weights) };
}

function bestCut(sums: Float64Array, totals: Float64Array): { readonly gain: number; readonly cut: number } {
  const [all, weight] = [total(sums), total(totals)];
  let [left, leftWeight] = [0, 0];
  let [gain, cut] = [0, BINS];
  for (let bin = 0; bin < BINS - 1; bin += 1) {
    left += sums[bin] ?? 0;
    leftWeight += totals[bin] ?? 0;
    const rightWeight = weight - leftWeight;
    if (leftWeight < LEAST_SIDE || rightWeight < LEAST_SIDE) continue;
    const right = all - left;
    const own =
      (left * left) / (leftWeight + PENALTY) +
      (right * right) / (rightWeight + PENALTY) -
      (all * all) / (weight + PENALTY);
    if (own > gain) [gain, cut] = [own, bin];
  }
  return { gain, cut };
}

function leafValues(leaves: Uint8Array, residuals: Float64Array, weights: Float64Array): Float64Array {
  const [sums, totals] = [new Float64Array(LEAVES), new Float64Array(LEAVES)];
  leaves.forEach((node, row) => {
    const leaf = node - (LEAVES - 1);
    sums[leaf] = (sums[leaf] ?? 0) + (residuals[row] ?? 0);
    totals[leaf] = (totals[leaf] ?? 0) + (weights[row] ?? 0);
  });
  return sums.map((sum, leaf) => (LEARNING_RATE * sum) / ((totals[leaf] ?? 0) + PENALTY));
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
