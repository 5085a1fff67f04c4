import { quantile } from '../../training/block-bootstrap.ts';

/** The predictions of a hold-out, cut into buckets of about equal rows. */
export interface ScoreBuckets {
  /** Lowest and highest prediction. */
  readonly lowest: number;
  readonly highest: number;
  /** Inner edges, each once; a prediction on an edge belongs to the bucket below. */
  readonly edges: readonly number[];
}

/**
 * @param most buckets; fewer come out where predictions are tied
 * @example scoreBuckets([1, 2, 3, 4], 2).edges // [2.5]
 */
export function scoreBuckets(predictions: ArrayLike<number>, most: number): ScoreBuckets {
  const sorted = Float64Array.from(predictions).sort();
  const lowest = sorted[0] ?? Number.NaN;
  const highest = sorted.at(-1) ?? Number.NaN;
  const cuts = Array.from({ length: most - 1 }, (_, index) => quantile(sorted, (index + 1) / most));
  return { lowest, highest, edges: [...new Set(cuts)].filter((edge) => edge < highest) };
}

/** @example bucketOf(3, { lowest: 1, highest: 4, edges: [2.5] }) // 1 */
export function bucketOf(prediction: number, { edges }: ScoreBuckets): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 0) < prediction) low = middle + 1;
    else high = middle;
  }
  return low;
}
