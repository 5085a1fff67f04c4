import { ascendingOrder } from './ascending-order.ts';

/**
 * Area under the ROC curve by ranks: the share of (positive, negative) pairs that the score orders rightly, ties
 * counting half. 0.5 is chance; NaN when a class is absent. Rows may carry integer weights, which is how a
 * bootstrap draw repeats whole blocks without copying rows.
 *
 * @see Hanley and McNeil (1982), The meaning and use of the area under a ROC curve
 */
export class WeightedAuc {
  readonly #order: Int32Array;
  readonly #scores: Float64Array;
  readonly #labels: Float64Array;

  /** Sorts once; each evaluation is one pass. */
  constructor(scores: Float64Array, labels: Float64Array) {
    this.#scores = scores;
    this.#labels = labels;
    this.#order = ascendingOrder(scores);
  }

  /** @param weightOfRow weight of a row, >= 0 */
  evaluate(weightOfRow: (row: number) => number): number {
    let negativesBelow = 0;
    let orderedPairs = 0;
    let positives = 0;
    let tiedPositives = 0;
    let tiedNegatives = 0;
    let score = Number.NEGATIVE_INFINITY;
    const closeTie = () => {
      orderedPairs += tiedPositives * (negativesBelow + tiedNegatives / 2);
      negativesBelow += tiedNegatives;
      positives += tiedPositives;
      tiedPositives = 0;
      tiedNegatives = 0;
    };
    for (const row of this.#order) {
      const next = this.#scores[row] ?? Number.NaN;
      if (Number.isNaN(next)) return Number.NaN;
      if (next !== score) {
        closeTie();
        score = next;
      }
      if (this.#labels[row] === 1) tiedPositives += weightOfRow(row);
      else tiedNegatives += weightOfRow(row);
    }
    closeTie();
    const pairs = positives * negativesBelow;
    return pairs === 0 ? Number.NaN : orderedPairs / pairs;
  }
}

/**
 * @param labels 0 or 1 per row
 * @example areaUnderCurve([0.1, 0.9], [0, 1]) // 1
 */
export function areaUnderCurve(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  return new WeightedAuc(Float64Array.from(scores), Float64Array.from(labels)).evaluate(() => 1);
}
