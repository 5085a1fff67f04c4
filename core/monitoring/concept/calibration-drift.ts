import { studentTUpperQuantile } from '../../statistics/student-t-quantile.ts';
import type { ConceptSection } from '../sections/concept.ts';
import { blockMean } from './block-mean.ts';
import { LEAST_BLOCKS } from './mean-difference.ts';
import { residuals } from './residual-drift.ts';
import { bucketOf, scoreBuckets } from './score-buckets.ts';
import type { ScoredRows } from './scored-rows.ts';

const BUCKETS = 10;
const LEAST_ROWS = 30;
/** Of all buckets together, both sides. */
const SIGNIFICANCE = 0.05;

/**
 * What was predicted and what came, by deciles of the hold-out's predictions. Binary: mean probability against the
 * share of ones; regression: mean prediction against mean label. The interval is of what came, by blocks, and wide
 * enough for all buckets together (Bonferroni).
 *
 * off: neither what was predicted nor what the hold-out showed for such predictions lies in the interval. A model that
 * was never calibrated is not called off for that; reliabilityBins shows it.
 * @returns buckets without a row of the window are left out
 */
export function calibrationDrift(holdout: ScoredRows, window: ScoredRows): ConceptSection['calibration'] {
  const buckets = scoreBuckets(holdout.predictions, BUCKETS);
  const before = byBucket(holdout);
  const now = byBucket(window);
  return now.flatMap((own, index): ConceptSection['calibration'] => {
    if (own.rows.length === 0) return [];
    const predicted = own.predictions / own.rows.length;
    const from = index === 0 ? Math.min(own.lowest, buckets.lowest) : (buckets.edges[index - 1] ?? 0);
    const to = buckets.edges[index] ?? Math.max(own.highest, buckets.highest);
    const bucket = { from, to, rows: own.rows.length, predicted };
    const error = blockMean(own.errors, own.rows);
    const realised = predicted - error.mean;
    if (error.blocks < LEAST_BLOCKS || own.rows.length < LEAST_ROWS)
      return [{ ...bucket, realised, low: realised, high: realised, status: 'few-rows' }];
    const tail = SIGNIFICANCE / 2 / (buckets.edges.length + 1);
    const reach = studentTUpperQuantile(tail, error.blocks - 1) * Math.sqrt(error.variance);
    const usual = before[index];
    const expected = usual === undefined ? predicted : predicted - blockMean(usual.errors, usual.rows).mean;
    const isInside = (value: number) => Math.abs(value - realised) <= reach;
    const isOff = !isInside(predicted) && !isInside(expected);
    return [
      { ...bucket, realised, low: realised - reach, high: realised + reach, status: isOff ? 'off' : 'kept' },
    ];
  });

  function byBucket(rows: ScoredRows) {
    const errors = residuals(rows);
    const found = Array.from({ length: buckets.edges.length + 1 }, () => ({
      /** Blocks of the rows, and their errors. */
      rows: [] as number[],
      errors: [] as number[],
      predictions: 0,
      lowest: Number.POSITIVE_INFINITY,
      highest: Number.NEGATIVE_INFINITY,
    }));
    rows.predictions.forEach((prediction, row) => {
      const own = found[bucketOf(prediction, buckets)];
      if (own === undefined) return;
      own.rows.push(rows.blockOfRow[row] ?? 0);
      own.errors.push(errors[row] ?? 0);
      own.predictions += prediction;
      own.lowest = Math.min(own.lowest, prediction);
      own.highest = Math.max(own.highest, prediction);
    });
    return found;
  }
}
