import { MEAN_METRICS } from '../../../training/metrics.ts';
import { blockVariance } from '../block-variance.ts';
import { type RegressionMetric, storable } from '../estimated.ts';
import { binColumns } from './bin-columns.ts';
import { boostTrees } from './boost-trees.ts';
import { flattenTrees } from './flatten-trees.ts';
import { fitLogLinear, type LogLinear } from './log-linear.ts';
import { type LossModel, lossScorer } from './loss-model.ts';
import { meanOf } from './poisson-deviance.ts';
import { predictUnseen, RULE, startOf } from './predict-unseen.ts';
import { type KnownErrors, rowsToLearn, rowsWithError } from './rows-to-learn.ts';

const FEWEST_ROWS = 50;

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
      ...flattenTrees(trees, learned.binned, slope),
    },
  };
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

function explainedShare(losses: Float64Array, deviations: Float64Array): number {
  const mean = meanOf(losses);
  const all = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
  const left = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
  return all > 0 ? Math.max(0, 1 - left / all) : 0;
}
