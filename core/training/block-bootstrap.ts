import type { MetricName } from '../config/problem.ts';
import type { Random } from '../random.ts';
import { WeightedAuc } from './auc.ts';
import { BlockAuc, MOST_MATRIX_BLOCKS } from './block-auc.ts';
import type { EvaluationTable } from './evaluation-table.ts';
import { MEAN_METRICS, type MeanMetric } from './metrics.ts';

/**
 * Draws of a metric for several contenders, resampling whole blocks with replacement.
 *
 * Rows of one block are correlated: resampling rows would make every interval far too narrow. All contenders see the
 * same blocks in the same draw, so that differences are paired. A draw costs O(blocks) for metrics that are means
 * and O(blocks^2) for AUC, O(rows) with very many blocks.
 *
 * @param metric by name, or any function of a mean over rows
 * @returns per contender, one value a draw; same index = same draw, also between calls with one seed and number of blocks
 * @see Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 8; Kunsch (1989) for blocks
 */
export function blockBootstrap(
  table: EvaluationTable,
  metric: MetricName | MeanMetric,
  draws: number,
  random: Random,
): ReadonlyMap<string, Float64Array> {
  const blocks = table.blocks.length;
  const evaluate =
    metric === 'auc'
      ? aucEvaluators(table)
      : meanEvaluators(table, typeof metric === 'string' ? MEAN_METRICS[metric] : metric);
  const results = new Map([...evaluate.keys()].map((contender) => [contender, new Float64Array(draws)]));
  const multiplicity = new Int32Array(blocks);
  for (let draw = 0; draw < draws; draw += 1) {
    multiplicity.fill(0);
    for (let pick = 0; pick < blocks; pick += 1) {
      const block = Math.floor(random() * blocks);
      multiplicity[block] = (multiplicity[block] ?? 0) + 1;
    }
    for (const [contender, valueOf] of evaluate) {
      const values = results.get(contender);
      if (values !== undefined) values[draw] = valueOf(multiplicity);
    }
  }
  return results;
}

type Evaluator = (multiplicity: Int32Array) => number;

function meanEvaluators(table: EvaluationTable, { loss, finish }: MeanMetric): Map<string, Evaluator> {
  const counts = new Float64Array(table.blocks.length);
  for (const block of table.blockOfRow) counts[block] = (counts[block] ?? 0) + 1;
  const evaluators = new Map<string, Evaluator>();
  for (const [contender, predictions] of table.predictions) {
    const sums = new Float64Array(table.blocks.length);
    table.blockOfRow.forEach((block, row) => {
      sums[block] =
        (sums[block] ?? 0) + loss(predictions[row] ?? Number.NaN, table.labels[row] ?? Number.NaN);
    });
    evaluators.set(contender, (multiplicity) => {
      let sum = 0;
      let count = 0;
      for (let block = 0; block < multiplicity.length; block += 1) {
        const times = multiplicity[block] ?? 0;
        if (times === 0) continue;
        sum += times * (sums[block] ?? 0);
        count += times * (counts[block] ?? 0);
      }
      return finish(sum / count);
    });
  }
  return evaluators;
}

function aucEvaluators(table: EvaluationTable): Map<string, Evaluator> {
  const evaluators = new Map<string, Evaluator>();
  const blocks = table.blocks.length;
  for (const [contender, predictions] of table.predictions) {
    if (blocks <= MOST_MATRIX_BLOCKS) {
      const auc = new BlockAuc(predictions, table.labels, table.blockOfRow, blocks);
      evaluators.set(contender, (multiplicity) => auc.evaluate(multiplicity));
    } else {
      const auc = new WeightedAuc(predictions, table.labels);
      evaluators.set(contender, (multiplicity) =>
        auc.evaluate((row) => multiplicity[table.blockOfRow[row] ?? 0] ?? 0),
      );
    }
  }
  return evaluators;
}

/** Two-sided percentile interval. @param level e.g. 0.95; values need not be sorted and are not changed */
export function percentileInterval(
  values: Float64Array,
  level: number,
): { readonly low: number; readonly high: number } {
  const sorted = values.toSorted();
  const tail = (1 - level) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** Linear interpolation between order statistics (type 7). NaN sorts last and spoils the upper end, as it should. */
export function quantile(sorted: Float64Array, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (high - low) * (position - below);
}

/**
 * One-sided bootstrap p-value of "the difference is below 0": the share of draws that contradict it, counting the
 * observed one, so that it is never 0.
 * @example improvementPValue(Float64Array.of(-1, -2, -3)) // 0.25
 */
export function improvementPValue(differences: Float64Array): number {
  let contradicting = 0;
  for (const difference of differences) if (!(difference < 0)) contradicting += 1;
  return (1 + contradicting) / (1 + differences.length);
}
