import type { BinaryMetric } from './estimated.ts';
import { SCORE_LOSSES } from './expected-loss.ts';

/**
 * How much the metric of all rows moves, times their number, when the label of one of them is 1 instead of 0:
 *
 *   log loss, Brier score: loss(score, 1) - loss(score, 0)
 *   AUC: rows x ((share of negatives below - AUC) / positives - (share of positives above - AUC) / negatives),
 *
 * ties half. Times (label - probability) it is the row's part in the difference of realised and estimated metric.
 * @param scores        rising
 * @param probabilities of being positive, one per score
 * @example labelInfluence('brier', [0.25, 0.5], [0.25, 0.5]) // { '0': 0.5, '1': 0 }
 * @see Hampel (1974), The influence curve and its role in robust estimation; DeLong et al. (1988) for the area
 */
export function labelInfluence(
  metric: BinaryMetric,
  scores: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): Float64Array {
  if (metric === 'auc') return aucInfluence(scores, probabilities);
  const loss = SCORE_LOSSES[metric];
  return Float64Array.from(scores, (score) => loss(score, 1) - loss(score, 0));
}

function aucInfluence(scores: ArrayLike<number>, probabilities: ArrayLike<number>): Float64Array {
  const rows = scores.length;
  const positives = Array.from(probabilities).reduce((sum, p) => sum + p, 0);
  const negatives = rows - positives;
  const below = new Float64Array(rows);
  const above = new Float64Array(rows);
  let [positivesBelow, negativesBelow, area] = [0, 0, 0];
  for (let from = 0; from < rows;) {
    let [to, tiedPositives] = [from, 0];
    for (; to < rows && scores[to] === scores[from]; to += 1) tiedPositives += probabilities[to] ?? 0;
    const tiedNegatives = to - from - tiedPositives;
    below.fill((negativesBelow + tiedNegatives / 2) / negatives, from, to);
    above.fill((positives - positivesBelow - tiedPositives / 2) / positives, from, to);
    area += (tiedPositives * (negativesBelow + tiedNegatives / 2)) / (positives * negatives);
    positivesBelow += tiedPositives;
    negativesBelow += tiedNegatives;
    from = to;
  }
  return below.map(
    (share, row) => rows * ((share - area) / positives - ((above[row] ?? 0) - area) / negatives),
  );
}
