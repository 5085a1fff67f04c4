import { MEAN_METRICS } from '../../../training/metrics.ts';
import { blockVariance } from '../block-variance.ts';
import { type RegressionMetric, storable } from '../estimated.ts';
import { binColumns, sortedValues } from './bin-columns.ts';
import { boostTrees } from './boost-trees.ts';
import { flattenTrees } from './flatten-trees.ts';
import type { LogLinear } from './log-linear.ts';
import { type LossModel, lossScorer } from './loss-model.ts';
import { lossSpread } from './loss-spread.ts';
import { levelOf, meanOf } from './poisson-deviance.ts';
import { type Learned, linearLogs, linearOf, predictUnseen, RULE } from './predict-unseen.ts';
import { blocksOf, foldsOf, type KnownErrors, rowsToLearn, rowsWithError } from './rows-to-learn.ts';
import { standardColumns } from './standard-columns.ts';

const FEWEST_ROWS = 50;

/**
 * Direct error estimation (DEE): a regression of each row's loss on what was asked and answered, so that a window with
 * more of the hard rows is expected to go worse before its labels are there. It follows changed inputs as far as the
 * hold-out knew some of them; a changed meaning of inputs (concept drift) is not seen.
 *
 * Losses are mostly noise, and what fits it flatters or frightens. So each half of the blocks is predicted by what the
 * other taught: that says how far a linear part of the logarithm is to be believed, how many trees on top of it help, and
 * how far those. Both parts go into the estimate by these weights; where they say nothing it is the hold-out's mean.
 * @returns undefined with fewer than 50 rows whose error is known
 * @see Białek et al. (2024), Estimating model performance under covariate shift without labels
 */
export function fitLossModel(
  known: KnownErrors,
  { metric, seed }: { readonly metric: RegressionMetric; readonly seed: string },
): LossModel | undefined {
  const all = rowsWithError(known);
  if (all.length < FEWEST_ROWS) return undefined;
  const { loss } = MEAN_METRICS[metric];
  const lossesOf = (own: Int32Array) =>
    Float64Array.from(own, (row) =>
      loss(known.predictions[row] ?? Number.NaN, known.labels[row] ?? Number.NaN),
    );
  const rows = rowsToLearn(all, known.features.length + 1, seed);
  const losses = lossesOf(rows);
  const mean = meanOf(losses);
  const facts = { kind: 'expected-loss', methodVersion: 2, metric, rows: all.length } as const;
  const nothing = { columns: [], thresholds: [], missingLeft: [], leaves: [] };
  if (!(mean > 0)) return { ...facts, explained: 0, variance: 0, base: 0, ...nothing };
  const blocks = blocksOf(known, rows);
  const { parts, weightError, predictions } = learn(
    learnedOf(known, rows, { targets: losses.map((own) => own / mean), blocks }),
    seed,
  );
  const expected = predictions.map((value) => mean * value);
  const deviations = losses.map((value, row) => value - (expected[row] ?? 0));
  const spread = lossSpread(losses, expected, blocks);
  const promised = meanOf(lossesOf(all));
  const model: LossModel = {
    ...{ ...facts, base: 1, ...parts },
    explained: storable(explainedShare(losses, deviations)),
    variance: storable(blockVariance(deviations, blocks)),
    ...(spread === undefined
      ? {}
      : { spread: { ...spread, mean: storable(promised), weightError: storable(weightError) } }),
  };
  return { ...model, base: storable(levelOfAll(model, known, all, promised)) };
}

function learnedOf(
  known: KnownErrors,
  rows: Int32Array,
  facts: { readonly targets: Float64Array; readonly blocks: Int32Array },
): Learned {
  const columns = [...known.features, known.predictions].map((column) => {
    const values = new Float64Array(rows.length);
    for (let at = 0; at < rows.length; at += 1) values[at] = column[rows[at] ?? 0] ?? Number.NaN;
    return values;
  });
  // Both look at the order of values, which takes longer to find than the rest.
  const sorted = columns.map(sortedValues);
  return {
    ...{ ...facts, columns, folds: foldsOf(facts.blocks) },
    ...{ standard: standardColumns(columns, sorted), binned: binColumns(columns, sorted) },
  };
}

/** What is believed after half has told of half, learned anew from all rows. */
function learn(learned: Learned, seed: string) {
  const { targets, binned } = learned;
  const { linearWeight, treeWeight, trees, weightError, predictions } = predictUnseen(learned, seed);
  const all = Int32Array.from(targets.keys());
  const linear = linearWeight > 0 ? linearOf(learned, all) : undefined;
  const logs = linearLogs(learned, linear).map((log) => linearWeight * log);
  const level = Math.log(levelOf(targets, logs, all));
  const grown = boostTrees(binned, targets, {
    ...{ rows: all, trees, rule: RULE, seed: `${seed} all` },
    start: logs.map((log) => log + level),
    onTree: () => true,
  });
  const parts = {
    ...(linear === undefined ? {} : { linear: weighted(linear, linearWeight) }),
    ...flattenTrees(grown, binned, treeWeight),
  };
  return { parts, weightError, predictions };
}

function weighted(linear: LogLinear, weight: number): LogLinear {
  const { slopes, missing = [], besides = [], centres, ...bounds } = linear;
  const scaled = (values: readonly number[]) => values.map((value) => storable(weight * value));
  return {
    ...{ ...bounds, centres: centres.map(storable), slopes: scaled(slopes), missing: scaled(missing) },
    besides: besides.map((one) => ({ ...one, slope: storable(weight * one.slope) })),
  };
}

/** What makes the mean over all known rows right, those that were not learned from among them. */
function levelOfAll(model: LossModel, known: KnownErrors, rows: Int32Array, mean: number): number {
  const score = lossScorer(model);
  const values = new Float64Array(known.features.length);
  let sum = 0;
  for (const row of rows) {
    for (let at = 0; at < values.length; at += 1) values[at] = known.features[at]?.[row] ?? Number.NaN;
    sum += score(values, known.predictions[row] ?? Number.NaN);
  }
  return (mean * rows.length) / sum;
}

function explainedShare(losses: Float64Array, deviations: Float64Array): number {
  const mean = meanOf(losses);
  const all = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
  const left = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
  return all > 0 ? Math.max(0, 1 - left / all) : 0;
}
