import { seededRandom } from '../../../random.ts';
import { MEAN_METRICS } from '../../../training/metrics.ts';
import { blockVariance } from '../block-variance.ts';
import { type RegressionMetric, storable } from '../estimated.ts';
import { binColumns, type BinnedColumns } from './bin-columns.ts';
import { boostTrees } from './boost-trees.ts';
import type { Tree, TreeRule } from './grow-tree.ts';
import type { LossModel } from './loss-model.ts';

/** Answers to the hold-out, row by row. */
export interface KnownErrors {
  /** Features that windows know as well, NaN for missing; those that they do not know are all NaN. */
  readonly features: readonly ArrayLike<number>[];
  readonly predictions: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  /** Number of each row's block, from 0. */
  readonly blockOfRow: ArrayLike<number>;
}

export const MOST_TREES = 60;
const CHECKED_EVERY = 5;
/** Rows that are learned from: more teach hardly more, and cost time. With many columns fewer. */
const MOST_ROWS = 20_000;
const LEAST_ROWS = 2_000;
const MOST_CELLS = 1_200_000;
/** In rows of average loss. */
const [LEAST_WEIGHT, PULL] = [10, 5];
const SLOPES = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const FEWEST_ROWS = 50;
const FEWEST_BLOCKS = 4;

/**
 * Direct error estimation (DEE): a regression of each row's loss on what was asked and answered, so that a window with
 * more of the hard rows is expected to go worse before its labels are there. It follows changed inputs as far as the
 * hold-out knew some of them; a changed meaning of inputs (concept drift) is not seen.
 *
 * Losses are mostly noise, and trees that fit it flatter or frighten. So half of the blocks are predicted by trees of the
 * other half, which says how many trees help at all, and how much of their differences is to be believed.
 * @returns undefined with fewer than 50 rows whose error is known
 * @see Białek et al. (2024), Estimating model performance under covariate shift without labels
 */
export function fitLossModel(
  known: KnownErrors,
  { metric, seed }: { readonly metric: RegressionMetric; readonly seed: string },
): LossModel | undefined {
  const columns = [...known.features, known.predictions];
  const rows = rowsToLearn(known, columns.length, seed);
  if (rows.length < FEWEST_ROWS) return undefined;
  const { loss } = MEAN_METRICS[metric];
  const losses = Float64Array.from(rows, (row) =>
    loss(known.predictions[row] ?? Number.NaN, known.labels[row] ?? Number.NaN),
  );
  const blocks = Int32Array.from(rows, (row) => known.blockOfRow[row] ?? 0);
  const mean = meanOf(losses);
  const unseen = mean > 0 ? fitTrees(columns, rows, { losses, blocks, mean, seed }) : undefined;
  const deviations = losses.map((value, row) => value - (unseen?.predictions[row] ?? 0));
  return {
    ...{ kind: 'expected-loss', metric, rows: rows.length },
    explained: storable(explainedShare(losses, deviations)),
    variance: storable(blockVariance(deviations, blocks)),
    base: storable(unseen?.base ?? 0),
    ...(unseen?.trees ?? { columns: [], thresholds: [], missingLeft: [], leaves: [] }),
  };
}

function fitTrees(
  columns: readonly ArrayLike<number>[],
  rows: Int32Array,
  facts: {
    readonly losses: Float64Array;
    readonly blocks: Int32Array;
    readonly mean: number;
    readonly seed: string;
  },
) {
  const { losses, blocks, mean, seed } = facts;
  const targets = losses.map((loss) => loss / mean);
  const binned = binColumns(columns, rows);
  const rule = { minimumWeight: LEAST_WEIGHT, pull: PULL };
  const unseen = predictUnseen(binned, targets, { folds: foldsOf(blocks), rule, seed });
  let sums: Float64Array = new Float64Array(rows.length);
  const trees = boostTrees(binned, targets, {
    ...{ rows: Int32Array.from(rows.keys()), trees: unseen.trees, rule, seed: `${seed} all` },
    onTree: (_, own) => {
      sums = own;
    },
  });
  return {
    predictions: unseen.predictions.map((value) => mean * value),
    base: mean * levelOf(targets, sums, unseen.slope),
    trees: flatten(trees, binned, unseen.slope),
  };
}

/** Rows with a known error, in their order; at random where there are too many. */
function rowsToLearn({ predictions, labels }: KnownErrors, columns: number, seed: string): Int32Array {
  const finite = Int32Array.from({ length: labels.length }, (_, row) => row).filter((row) =>
    Number.isFinite((predictions[row] ?? Number.NaN) - (labels[row] ?? Number.NaN)),
  );
  const most = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(MOST_CELLS / columns)));
  if (finite.length <= most) return finite;
  const random = seededRandom(`${seed} rows`);
  // Knuth's selection sampling keeps the order and takes exactly as many.
  let taken = 0;
  return finite.filter((_, at) => {
    const isTaken = random() * (finite.length - at) < most - taken;
    if (isTaken) taken += 1;
    return isTaken;
  });
}

/** The earlier and the later half of the blocks: rows of neighbouring days are alike, and would tell of each other. */
function foldsOf(blocks: Int32Array): Uint8Array {
  const order = new Map([...new Set(blocks)].sort((a, b) => a - b).map((block, index) => [block, index]));
  if (order.size < FEWEST_BLOCKS)
    return Uint8Array.from(blocks, (_, row) => (2 * row < blocks.length ? 0 : 1));
  return Uint8Array.from(blocks, (block) => (2 * (order.get(block) ?? 0) < order.size ? 0 : 1));
}

interface Unseen {
  /** How many trees err least on rows that they did not see. */
  readonly trees: number;
  /** What their sums are to be multiplied with. */
  readonly slope: number;
  /** Of each row by the trees of the other half. */
  readonly predictions: Float64Array;
}

function predictUnseen(
  binned: BinnedColumns,
  targets: Float64Array,
  { folds, rule, seed }: { readonly folds: Uint8Array; readonly rule: TreeRule; readonly seed: string },
): Unseen {
  const stages = Array.from({ length: MOST_TREES / CHECKED_EVERY + 1 }, () => new Float64Array(binned.rows));
  for (const fold of [0, 1]) {
    const others = Int32Array.from(folds.keys()).filter((row) => folds[row] === fold);
    boostTrees(binned, targets, {
      rows: Int32Array.from(folds.keys()).filter((row) => folds[row] !== fold),
      ...{ trees: MOST_TREES, rule, seed: `${seed} ${fold}` },
      onTree: (count, sums) => {
        const stage = count % CHECKED_EVERY === 0 ? stages[count / CHECKED_EVERY] : undefined;
        if (stage !== undefined) for (const row of others) stage[row] = sums[row] ?? 0;
      },
    });
  }
  const errors = stages.map((sums) => devianceOf(targets, sums, 1));
  const best = errors.indexOf(Math.min(...errors));
  const sums = stages[best] ?? new Float64Array(binned.rows);
  const slopes = SLOPES.map((slope) => devianceOf(targets, sums, slope));
  const slope = SLOPES[slopes.indexOf(Math.min(...slopes))] ?? 1;
  const level = levelOf(targets, sums, slope);
  return {
    trees: best * CHECKED_EVERY,
    slope,
    predictions: sums.map((sum) => level * Math.exp(slope * sum)),
  };
}

/** What makes the mean prediction the mean target. */
function levelOf(targets: Float64Array, sums: Float64Array, slope: number): number {
  const [target, predicted] = [meanOf(targets), meanOf(sums.map((sum) => Math.exp(slope * sum)))];
  return target / predicted;
}

/** Half of the deviance of Poisson at the best level, but for what does not hang on the predictions. */
function devianceOf(targets: Float64Array, sums: Float64Array, slope: number): number {
  const level = Math.log(levelOf(targets, sums, slope));
  return -targets.reduce((all, target, row) => all + target * (level + slope * (sums[row] ?? 0)), 0);
}

function explainedShare(losses: Float64Array, deviations: Float64Array): number {
  const mean = meanOf(losses);
  const all = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
  const left = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
  return all > 0 ? Math.max(0, 1 - left / all) : 0;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A split after the last bin asks for a value at all: JSON has no infinity. */
function thresholdOf(edges: Float64Array | undefined, bin: number): number {
  return edges === undefined ? 0 : (edges[bin] ?? Number.MAX_VALUE);
}

/** Thresholds as values instead of bins, so that a row is scored without being binned. */
function flatten(trees: readonly Tree[], binned: BinnedColumns, slope: number) {
  return {
    columns: trees.flatMap((tree) => [...tree.columns]),
    thresholds: trees.flatMap(({ columns, bins }) =>
      Array.from(columns, (column, split) => thresholdOf(binned.edges[column], bins[split] ?? 0)),
    ),
    missingLeft: trees.flatMap((tree) =>
      Array.from(tree.isMissingLeft, (left): 0 | 1 => (left === 1 ? 1 : 0)),
    ),
    leaves: trees.flatMap((tree) => Array.from(tree.leaves, (leaf) => storable(slope * leaf))),
  };
}
