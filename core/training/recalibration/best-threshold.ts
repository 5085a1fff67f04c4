import { ascendingOrder } from '../ascending-order.ts';
import type { CostMatrix } from '../business-value.ts';

/** A threshold has at most this many digits: as many as tell two numbers apart. */
const MOST_DIGITS = 17;

/**
 * The threshold at which rows are worth most: yes from it on,
 *
 *   max over t of  sum over rows of  worth(score >= t, label).
 *
 * Every distinct score begins a threshold; "never yes" is none. Of thresholds of one worth it is the nearest to `preferred`,
 * and it is written with as few digits as the gap below its score allows. O(rows log rows). Chosen on the rows that it is
 * judged by it would flatter itself: judge it on others. Fewer rows than some 1,000 make it jump.
 * @param scores    no NaN among them, at least one
 * @param preferred the threshold in use
 * @example bestThreshold([0.1, 0.4, 0.8], [0, 1, 1], { truePositive: 1, falsePositive: -1, trueNegative: 0, falseNegative: 0 }, 0.5) // 0.3
 * @see Elkan (2001), The foundations of cost-sensitive learning; Sheng and Ling (2006), Thresholding for making classifiers
 *   cost-sensitive
 */
export function bestThreshold(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  costs: CostMatrix,
  preferred: number,
): number {
  const order = ascendingOrder(Float64Array.from(scores));
  const scoreAt = (place: number) => scores[order[place] ?? 0] ?? Number.NaN;
  const gainOfNo = (label: number | undefined) =>
    label === 1 ? costs.falseNegative - costs.truePositive : costs.trueNegative - costs.falsePositive;
  // Against answering yes to every row.
  let gain = 0;
  let best = { gain: 0, from: scoreAt(0), below: Number.NEGATIVE_INFINITY };
  const distance = ({ from, below }: { readonly from: number; readonly below: number }) =>
    preferred > from ? preferred - from : preferred > below ? 0 : below - preferred;
  for (let place = 1; place < scores.length; place += 1) {
    gain += gainOfNo(labels[order[place - 1] ?? 0]);
    const tried = { gain, from: scoreAt(place), below: scoreAt(place - 1) };
    if (tried.from === tried.below) continue;
    if (gain > best.gain || (gain === best.gain && distance(tried) < distance(best))) best = tried;
  }
  return shortest(best.below, best.from, preferred);
}

/** The number above `below` and not above `from` with the fewest digits; the preferred one when it is such. */
function shortest(below: number, from: number, preferred: number): number {
  if (preferred > below && preferred <= from) return preferred;
  const middle = below === Number.NEGATIVE_INFINITY ? from : below + (from - below) / 2;
  for (let digits = 1; digits <= MOST_DIGITS; digits += 1) {
    const tried = Number(middle.toPrecision(digits));
    if (tried > below && tried <= from) return tried;
  }
  return from;
}
