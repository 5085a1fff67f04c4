import { bucketOf, scoreBuckets } from './score-buckets.ts';

export interface PredictionWeights {
  /** One a row of the hold-out; their mean is 1 where every bucket of the window is one of the hold-out. */
  readonly weights: Float64Array;
  /** Share of the window's rows whose prediction lies between the hold-out's lowest and highest. */
  readonly coveredShare: number;
}

/** Fine enough for an error that grows with the prediction; each bucket keeps a twentieth of the hold-out. */
const BUCKETS = 20;

/**
 * Weights that give a hold-out the window's predictions: of each of twenty buckets, share of the window / share of the
 * hold-out. The weighted error of the hold-out is what the window's would be if nothing but the inputs had changed, as
 * far as inputs show in the prediction.
 *
 * Prefer weights by features where both samples have them: a feature may move and leave the prediction as it is.
 * @example [...predictionWeights([1, 2], Float64Array.of(1, 1, 1, 2)).weights] // [1.5, 0.5]
 * @see Shimodaira (2000), Improving predictive inference under covariate shift by weighting the log-likelihood function
 */
export function predictionWeights(holdout: ArrayLike<number>, window: Float64Array): PredictionWeights {
  const buckets = scoreBuckets(holdout, BUCKETS);
  const before = new Int32Array(holdout.length);
  const counts = new Float64Array(buckets.edges.length + 1);
  for (let row = 0; row < holdout.length; row += 1) {
    const bucket = bucketOf(holdout[row] ?? Number.NaN, buckets);
    before[row] = bucket;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  const arrived = new Float64Array(counts.length);
  let covered = 0;
  for (const prediction of window) {
    const bucket = bucketOf(prediction, buckets);
    arrived[bucket] = (arrived[bucket] ?? 0) + 1;
    if (prediction >= buckets.lowest && prediction <= buckets.highest) covered += 1;
  }
  const scale = holdout.length / window.length;
  const ratios = counts.map((count, bucket) => (scale * (arrived[bucket] ?? 0)) / count);
  const weights = new Float64Array(holdout.length);
  before.forEach((bucket, row) => {
    weights[row] = ratios[bucket] ?? 0;
  });
  return { weights, coveredShare: covered / window.length };
}
