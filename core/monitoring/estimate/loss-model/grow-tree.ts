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
  /** Each side of a split weighs so much. */
  readonly minimumWeight: number;
  /** Weight of value 0 that each leaf is thought to have besides: a leaf of few rows says little. */
  readonly pull: number;
}

const STRIDE = MISSING + 1;

/** What a tree is to explain, one a row. */
export interface Residuals {
  readonly residuals: Float64Array;
  /** Above 0; all 1 for a plain regression. */
  readonly weights: Float64Array;
}

/**
 * The regression tree of a sample of rows, level by level, each split the one with the largest rise of
 *
 *   sum over leaves of (sum of residuals)^2 / (weight + pull),   leaf = sum of residuals / (weight + pull).
 *
 * Ties go to the first column and the lowest bin: the same rows give the same tree.
 * @param choice rows it is grown from, columns it may ask for, and the rule of its splits
 * @see Friedman (2001), Greedy function approximation: a gradient boosting machine; Chen and Guestrin (2016), XGBoost
 */
export function growTree(
  binned: BinnedColumns,
  targets: Residuals,
  choice: { readonly sample: Int32Array; readonly columns: Int32Array; readonly rule: TreeRule },
): Tree {
  const { sample, columns, rule } = choice;
  // In the order of the sample, as each column runs over all of them.
  const own = {
    residuals: gathered(targets.residuals, sample),
    weights: gathered(targets.weights, sample),
  };
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
    const totals = sumsByNode(place, own, nodes);
    const sums = new Float64Array(nodes * STRIDE);
    const masses = new Float64Array(nodes * STRIDE);
    for (const column of columns) {
      const bins = binned.bins[column];
      const count = (binned.edges[column]?.length ?? 0) + 1;
      if (bins === undefined) continue;
      sums.fill(0);
      masses.fill(0);
      for (let at = 0; at < sample.length; at += 1) {
        const cell = (place[at] ?? 0) * STRIDE + (bins[sample[at] ?? 0] ?? 0);
        sums[cell] = (sums[cell] ?? 0) + (own.residuals[at] ?? 0);
        masses[cell] = (masses[cell] ?? 0) + (own.weights[at] ?? 0);
      }
      for (let node = 0; node < nodes; node += 1) {
        const best = level[node];
        if (best !== undefined) search(best, { column, count, node, sums, masses, totals, rule });
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
  const { sums, masses } = sumsByNode(place, own, LEAVES);
  for (let leaf = 0; leaf < LEAVES; leaf += 1) {
    const mass = (masses[leaf] ?? 0) + rule.pull;
    tree.leaves[leaf] = mass > 0 ? (sums[leaf] ?? 0) / mass : 0;
  }
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
  readonly masses: Float64Array;
  readonly totals: { readonly sums: Float64Array; readonly masses: Float64Array };
  readonly rule: TreeRule;
}

/** Tries each edge of a column, with the rows without a value on either side, and those alone against the others. */
function search(best: Best, { column, count, node, sums, masses, totals, rule }: Histogram): void {
  const [all, allMass] = [totals.sums[node] ?? 0, totals.masses[node] ?? 0];
  const first = node * STRIDE;
  const [missing, missingMass] = [sums[first + MISSING] ?? 0, masses[first + MISSING] ?? 0];
  const { pull, minimumWeight } = rule;
  const whole = (all * all) / (allMass + pull);
  let [left, leftMass] = [0, 0];
  for (let bin = 0; bin < count; bin += 1) {
    left += sums[first + bin] ?? 0;
    leftMass += masses[first + bin] ?? 0;
    for (let side = 1; side >= (missingMass > 0 ? 0 : 1); side -= 1) {
      // After the last bin there are the missing rows only, and with them on the left nothing is on the right.
      const [sum, mass] = [left + side * missing, leftMass + side * missingMass];
      if (mass < minimumWeight || allMass - mass < minimumWeight) continue;
      const gain = sum ** 2 / (mass + pull) + (all - sum) ** 2 / (allMass - mass + pull) - whole;
      // A gain that is rounding only is none.
      if (gain <= best.gain + 1e-12 * whole) continue;
      best.gain = gain;
      best.column = column;
      best.bin = bin;
      best.isMissingLeft = side === 1 ? 1 : 0;
    }
  }
}

function gathered(values: Float64Array, sample: Int32Array): Float64Array {
  const own = new Float64Array(sample.length);
  for (let at = 0; at < own.length; at += 1) own[at] = values[sample[at] ?? 0] ?? 0;
  return own;
}

function sumsByNode(place: Uint8Array, { residuals, weights }: Residuals, nodes: number) {
  const sums = new Float64Array(nodes);
  const masses = new Float64Array(nodes);
  for (let at = 0; at < place.length; at += 1) {
    const node = place[at] ?? 0;
    sums[node] = (sums[node] ?? 0) + (residuals[at] ?? 0);
    masses[node] = (masses[node] ?? 0) + (weights[at] ?? 0);
  }
  return { sums, masses };
}

function goesRight(tree: Tree, split: number, binned: BinnedColumns, row: number): boolean {
  const column = tree.columns[split] ?? -1;
  if (column < 0) return false;
  const bin = binned.bins[column]?.[row] ?? MISSING;
  return bin === MISSING ? tree.isMissingLeft[split] === 0 : bin > (tree.bins[split] ?? 0);
}
