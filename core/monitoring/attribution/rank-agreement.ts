/**
 * Normalised discounted cumulative gain of an order against the gains it should put first:
 *
 *   DCG / ideal DCG,  DCG = sum of gain_i / log2 (1 + place of i),
 *
 * where places come from the scores, highest first, and features of equal score share the mean of their places'
 * discounts. 1: the scores order the gains as they order themselves. It is 1 also when a small gain changes places
 * with another small one: what matters is who leads.
 *
 * Prefer Kendall's tau where every change of places counts the same.
 * @param gains  importances at the release, >= 0
 * @param scores importances now, same features
 * @returns in [0, 1]; 1 when there is nothing to gain
 * @example rankAgreement([3, 1], [2, 1]) // 1
 * @see Järvelin and Kekäläinen (2002), Cumulated gain-based evaluation of IR techniques
 */
export function rankAgreement(gains: readonly number[], scores: readonly number[]): number {
  const ideal = discountedGain(gains, gains);
  return ideal === 0 ? 1 : discountedGain(gains, scores) / ideal;
}

function discountedGain(gains: readonly number[], scores: readonly number[]): number {
  const order = scores.map((_, index) => index).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  let sum = 0;
  for (let first = 0; first < order.length;) {
    const score = scores[order[first] ?? 0];
    let [last, discounts, tied] = [first, 0, 0];
    while (last < order.length && scores[order[last] ?? 0] === score) {
      discounts += 1 / Math.log2(last + 2);
      tied += gains[order[last] ?? 0] ?? 0;
      last += 1;
    }
    sum += (tied * discounts) / (last - first);
    first = last;
  }
  return sum;
}
