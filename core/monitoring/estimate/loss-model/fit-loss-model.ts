import { seededRandom } from '../../../random.ts';
import { MEAN_METRICS } from '../../../training/metrics.ts';
import { blockVariance } from '../block-variance.ts';
import { type RegressionMetric, storable } from '../estimated.ts';
import { binColumns, type BinnedColumns } from './bin-columns.ts';
import { boostTrees } from './boost-trees.ts';
import type { Tree } from './grow-tree.ts';
import { fitLogLinear, type LogLinear, logOf } from './log-linear.ts';
import { type LossModel, lossScorer } from './loss-model.ts';

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
/** Checks without a gain after which no more trees are grown. */
const PATIENCE = 2;
/** Rows that are learned from: more teach hardly more, and cost time. With many columns fewer. */
const MOST_ROWS = 15_000;
const LEAST_ROWS = 2_000;
const MOST_CELLS = 800_000;
/** In rows of average loss. */
const RULE = { minimumWeight: 10, pull: 5 };
const SLOPES = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
/** A linear part must gain so many standard errors (5 %, one-sided): it goes on where nothing is known. */
const SURELY = 1.645;
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
  const all = rowsWithError(known);
  if (all.length < FEWEST_ROWS) return undefined;
  const rows = rowsToLearn(all, columns.length, seed);
  const { loss } = MEAN_METRICS[metric];
  const lossesOf = (own: Int32Array) =>
    Float64Array.from(own, (row) =>
      loss(known.predictions[row] ?? Number.NaN, known.labels[row] ?? Number.NaN),
    );
  const losses = lossesOf(rows);
  const blocks = Int32Array.from(rows, (row) => known.blockOfRow[row] ?? 0);
  const mean = meanOf(losses);
  const unseen = mean > 0 ? fitTrees(columns, rows, { losses, blocks, mean, seed }) : undefined;
  const deviations = losses.map((value, row) => value - (unseen?.predictions[row] ?? 0));
  const model: LossModel = {
    ...{ kind: 'expected-loss', metric, rows: all.length },
    explained: storable(explainedShare(losses, deviations)),
    variance: storable(blockVariance(deviations, blocks)),
    base: unseen === undefined ? 0 : 1,
    ...(unseen?.model ?? { columns: [], thresholds: [], missingLeft: [], leaves: [] }),
  };
  return { ...model, base: storable(levelOfAll(model, known, all, meanOf(lossesOf(all)))) };
}

/** What makes the mean over all known rows right, those that trees were not grown from among them. */
function levelOfAll(model: LossModel, known: KnownErrors, rows: Int32Array, mean: number): number {
  if (model.base === 0) return 0;
  const score = lossScorer(model);
  const values = new Float64Array(known.features.length);
  let sum = 0;
  for (const row of rows) {
    for (let at = 0; at < values.length; at += 1) values[at] = known.features[at]?.[row] ?? Number.NaN;
    sum += score(values, known.predictions[row] ?? Number.NaN);
  }
  return (mean * rows.length) / sum;
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
  const own = columns.map((column) => Float64Array.from(rows, (row) => column[row] ?? Number.NaN));
  const all = Int32Array.from(rows.keys());
  const learned = { columns: own, binned: binColumns(own, all), targets };
  const unseen = predictUnseen(learned, blocks, seed);
  const linear = unseen.isLinear ? fitLogLinear(own, targets, all) : undefined;
  const trees = boostTrees(learned.binned, targets, {
    ...{ rows: all, trees: unseen.trees, rule: RULE, seed: `${seed} all` },
    start: startOf(learned, linear, all),
    onTree: () => true,
  });
  const { slope } = unseen;
  return {
    predictions: unseen.predictions.map((value) => mean * value),
    model: {
      ...(linear === undefined ? {} : { linear: storedLinear(linear, slope) }),
      ...flatten(trees, learned.binned, slope),
    },
  };
}

interface Learned {
  readonly columns: readonly Float64Array[];
  readonly binned: BinnedColumns;
  readonly targets: Float64Array;
}

/** Logarithms of all rows by the linear part, at the level of the rows that are learned from. */
function startOf(
  { columns, targets }: Learned,
  linear: LogLinear | undefined,
  rows: Int32Array,
): Float64Array {
  const logs = targets.map((_, row) =>
    linear === undefined ? 0 : logOf(linear, (column) => columns[column]?.[row]),
  );
  let [target, predicted] = [0, 0];
  for (const row of rows) {
    target += targets[row] ?? 0;
    predicted += Math.exp(logs[row] ?? 0);
  }
  const level = Math.log(Math.max(target, 1e-9 * rows.length) / predicted);
  return logs.map((log) => log + level);
}

function storedLinear({ columns, centres, lows, highs, slopes }: LogLinear, slope: number): LogLinear {
  return {
    columns,
    lows,
    highs,
    centres: centres.map(storable),
    slopes: slopes.map((own) => storable(slope * own)),
  };
}

function rowsWithError({ predictions, labels }: KnownErrors): Int32Array {
  return Int32Array.from({ length: labels.length }, (_, row) => row).filter((row) =>
    Number.isFinite((predictions[row] ?? Number.NaN) - (labels[row] ?? Number.NaN)),
  );
}

/** In their order; at random where there are too many. */
function rowsToLearn(rows: Int32Array, columns: number, seed: string): Int32Array {
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

/** The earlier and the later half of the blocks: rows of neighbouring days are alike, and would tell of each other. */
function foldsOf(blocks: Int32Array): Uint8Array {
  const order = new Map([...new Set(blocks)].sort((a, b) => a - b).map((block, index) => [block, index]));
  if (order.size < FEWEST_BLOCKS)
    return Uint8Array.from(blocks, (_, row) => (2 * row < blocks.length ? 0 : 1));
  return Uint8Array.from(blocks, (block) => (2 * (order.get(block) ?? 0) < order.size ? 0 : 1));
}

interface Unseen {
  /** Whether a linear part tells anything of rows that it did not see. */
  readonly isLinear: boolean;
  /** How many trees err least on rows that they did not see. */
  readonly trees: number;
  /** What the logarithms are to be multiplied with. */
  readonly slope: number;
  /** Of each row by what was learned from the other half. */
  readonly predictions: Float64Array;
}

/** Tries trees alone, and trees on top of a linear part: what errs less on the half that was not learned from. */
function predictUnseen(learned: Learned, blocks: Int32Array, seed: string): Unseen {
  const { columns, targets } = learned;
  const folds = foldsOf(blocks);
  const halves = [0, 1].map((fold): Half => ({
    rows: Int32Array.from(folds.keys()).filter((row) => folds[row] !== fold),
    others: Int32Array.from(folds.keys()).filter((row) => folds[row] === fold),
    seed: `${seed} ${fold}`,
  }));
  const linear = halves.map(({ rows }) => fitLogLinear(columns, targets, rows));
  const isFitted = linear.every((one) => one !== undefined);
  const plain = simplest(targets, blocks, stagesOf(learned, halves, undefined));
  const steep = isFitted ? simplest(targets, blocks, stagesOf(learned, halves, linear)) : plain;
  const gain = gainOf(targets, blocks, plain.logs, steep.logs);
  const isLinear = gain.sum > SURELY * gain.error;
  const { trees, logs } = isLinear ? steep : plain;
  const slopes = SLOPES.map((slope) => devianceOf(targets, logs, slope));
  const slope = SLOPES[slopes.indexOf(Math.min(...slopes))] ?? 1;
  const level = levelOf(targets, logs, slope);
  return {
    ...{ isLinear, trees, slope },
    predictions: logs.map((log) => level * Math.exp(slope * log)),
  };
}

/** The fewest trees that err no more than the best number of them, but for chance between blocks. */
function simplest(targets: Float64Array, blocks: Int32Array, stages: readonly Float64Array[]) {
  const errors = stages.map((logs) => devianceOf(targets, logs, 1));
  const best = stages[errors.indexOf(Math.min(...errors))] ?? targets;
  const first = stages.findIndex((logs) => {
    const { sum, error } = gainOf(targets, blocks, logs, best);
    return sum <= error;
  });
  return { trees: first * CHECKED_EVERY, logs: stages[first] ?? best };
}

/** By how much the deviance falls from one to the other, and the standard error of that, block by block. */
function gainOf(targets: Float64Array, blocks: Int32Array, from: Float64Array, to: Float64Array) {
  const level = Math.log(levelOf(targets, to, 1) / levelOf(targets, from, 1));
  const sums = new Map<number, number>();
  targets.forEach((target, row) => {
    const block = blocks[row] ?? 0;
    const gain = target * (level + (to[row] ?? 0) - (from[row] ?? 0));
    sums.set(block, (sums.get(block) ?? 0) + gain);
  });
  const gains = [...sums.values()];
  const sum = gains.reduce((all, gain) => all + gain, 0);
  const squares = gains.reduce((all, gain) => all + (gain - sum / gains.length) ** 2, 0);
  return { sum, error: Math.sqrt((squares * gains.length) / Math.max(1, gains.length - 1)) };
}

interface Half {
  /** Those that are learned from. */
  readonly rows: Int32Array;
  readonly others: Int32Array;
  readonly seed: string;
}

/** Logarithms of all rows by what the other half taught, after 0 trees, after CHECKED_EVERY, and so on. */
function stagesOf(
  learned: Learned,
  halves: readonly Half[],
  linear: readonly (LogLinear | undefined)[] | undefined,
): readonly Float64Array[] {
  const { binned, targets } = learned;
  const checks = MOST_TREES / CHECKED_EVERY;
  const stages = Array.from({ length: checks + 1 }, () => new Float64Array(binned.rows));
  halves.forEach(({ rows, others, seed }, index) => {
    const start = startOf(learned, linear?.[index], rows);
    const errors: number[] = [];
    const keep = (from: number, logs: Float64Array) => {
      for (const stage of stages.slice(from)) for (const row of others) stage[row] = logs[row] ?? 0;
      const own = others.map((row) => row);
      errors.push(
        devianceOf(
          Float64Array.from(own, (row) => targets[row] ?? 0),
          Float64Array.from(own, (row) => logs[row] ?? 0),
          1,
        ),
      );
    };
    keep(0, start);
    boostTrees(binned, targets, {
      ...{ rows, trees: MOST_TREES, rule: RULE, seed, start },
      onTree: (count, logs) => {
        if (count % CHECKED_EVERY === 0) keep(count / CHECKED_EVERY, logs);
        // Later stages are those of the last tree: more of them would err more still.
        return errors.length - 1 - errors.indexOf(Math.min(...errors)) < PATIENCE;
      },
    });
  });
  return stages;
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
