import type { MetricName } from '../../config/problem.ts';
import { studentTUpperQuantile } from '../../statistics/student-t-quantile.ts';
import type { ConceptSection } from '../sections/concept.ts';
import { type BlockMean, blockMean } from './block-mean.ts';
import { LEAST_BLOCKS, meanDifference } from './mean-difference.ts';
import { predictionWeights } from './prediction-weights.ts';
import { metricOfLoss, rowLosses } from './row-losses.ts';
import type { ScoredRows } from './scored-rows.ts';

/** What the contest promised, with the interval of the promise. */
export interface Promised {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ErrorRise {
  readonly errors: NonNullable<ConceptSection['errors']>;
  /** Error now / error before - 1; the error of an area under the curve is what it lacks to 1. */
  readonly riseShare: number;
  /** Is the error that the hold-out expects of the predictions that came a larger one by itself? */
  readonly isMixWorse: boolean;
  /** Is the error above what the hold-out expects of such predictions? null: it has too few of them. */
  readonly isBeyondExpected: boolean | null;
}

/** On each side, as the gate of a contest has it. */
const TAIL = 0.05;
/** Smaller rises are nobody's concern, however certain. */
const LEAST_RISE = 0.05;
/** Below it too many predictions lie where the hold-out has none. */
const LEAST_COVERED = 0.9;
/** A rise of which the predictions that came explain less is not theirs. */
const LEAST_EXPLAINED = 0.5;

/**
 * The window's error against that of the hold-out, and against the hold-out's when weighted to the window's
 * predictions: what a covariate shift alone would cost, as far as the prediction shows it.
 *
 * rose: the metric is beyond the promise's interval, the difference of the losses is no chance by the blocks of both
 * (one-sided 5 %), and no less than a twentieth. Beyond the expected: so is the difference from the weighted loss,
 * or weighting explains less than half of the rise.
 * @returns undefined where the metric is not defined on the rows of one of them
 */
export function errorRise(
  metric: MetricName,
  promised: Promised,
  holdout: ScoredRows,
  window: ScoredRows,
): ErrorRise | undefined {
  const { predictions, labels, blockOfRow } = holdout;
  const before = blockMean(rowLosses(metric, predictions, labels), blockOfRow);
  const now = blockMean(rowLosses(metric, window.predictions, window.labels), window.blockOfRow);
  if (!Number.isFinite(before.mean) || !Number.isFinite(now.mean)) return undefined;
  const { weights, coveredShare } = predictionWeights(predictions, window.predictions);
  const expected = blockMean(rowLosses(metric, predictions, labels, weights), blockOfRow);
  const isKnown = coveredShare >= LEAST_COVERED && Number.isFinite(expected.mean);
  const value = metricOfLoss(metric, now.mean);
  const isBeyondPromise = metric === 'auc' ? value < promised.low : value > promised.high;
  const explained = (expected.mean - before.mean) / (now.mean - before.mean);
  return {
    errors: {
      metric,
      before: metricOfLoss(metric, before.mean),
      expected: isKnown ? metricOfLoss(metric, expected.mean) : null,
      now: value,
      ...intervalOf(metric, now),
      status: statusOf(metric, now, before, isBeyondPromise),
    },
    riseShare: ratio(metric, now, before) - 1,
    isMixWorse: isKnown && ratio(metric, expected, before) - 1 >= LEAST_RISE,
    isBeyondExpected: isKnown ? explained < LEAST_EXPLAINED || isAbove(metric, now, expected) : null,
  };
}

function statusOf(
  metric: MetricName,
  now: BlockMean,
  before: BlockMean,
  isBeyondPromise: boolean,
): ErrorRise['errors']['status'] {
  if (Math.min(now.blocks, before.blocks) < LEAST_BLOCKS) return 'inconclusive';
  if (isAbove(metric, now, before)) return isBeyondPromise ? 'rose' : 'kept';
  return isAbove(metric, before, now) ? 'fell' : 'kept';
}

function isAbove(metric: MetricName, above: BlockMean, below: BlockMean): boolean {
  const difference = meanDifference(above, below, TAIL);
  return difference !== undefined && difference.low > 0 && ratio(metric, above, below) - 1 >= LEAST_RISE;
}

/** Of errors in the metric's own unit: of roots for a root, and of what is lacking to 1 for an area. */
function ratio(metric: MetricName, above: BlockMean, below: BlockMean): number {
  return (
    Math.max(errorOf(metric, above.mean), LEAST_ERROR) / Math.max(errorOf(metric, below.mean), LEAST_ERROR)
  );
}

/** A hold-out without any error would make every ratio infinite, or no number at all. */
const LEAST_ERROR = 1e-9;

function errorOf(metric: MetricName, loss: number): number {
  return metric === 'auc' ? loss : metricOfLoss(metric, Math.max(0, loss));
}

/** Of the metric now, 90 %; of no width with too few blocks. */
function intervalOf(metric: MetricName, { mean, variance, blocks }: BlockMean) {
  const reach = blocks < LEAST_BLOCKS ? 0 : studentTUpperQuantile(TAIL, blocks - 1) * Math.sqrt(variance);
  const ends = [mean - reach, mean + reach].map((loss) => metricOfLoss(metric, Math.max(0, loss)));
  return { low: Math.min(...ends), high: Math.max(...ends) };
}
