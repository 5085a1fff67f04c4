import { orderOf } from './isotonic.ts';
import type { ScoreMass } from './score-mass.ts';

/**
 * The area under the ROC curve to be expected of rows whose labels are not known: a row of weight w and probability p
 * stands for w p positive and w (1 - p) negative rows of its score,
 *
 *   AUC = sum over pairs of scores s > t of positives(s) negatives(t), ties half, / (positives x negatives).
 *
 * A row is paired with itself as half a pair, which moves the area towards 0.5 by less than 1 / rows.
 * @returns NaN when either class has no mass
 * @example estimatedAuc({ scores: [1, 2], probabilities: [0, 1], weights: [1, 1] }) // 1
 * @see Białek et al. (2024), Estimating model performance under covariate shift without labels
 */
export function estimatedAuc({ scores, probabilities, weights }: ScoreMass): number {
  const order = orderOf(scores);
  let [pairs, positives, negatives, tiedPositives, tiedNegatives] = [0, 0, 0, 0, 0];
  let score = Number.NEGATIVE_INFINITY;
  const closeTie = () => {
    pairs += tiedPositives * (negatives + tiedNegatives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    [tiedPositives, tiedNegatives] = [0, 0];
  };
  for (const row of order) {
    const next = scores[row] ?? 0;
    if (next !== score) {
      closeTie();
      score = next;
    }
    const [weight, probability] = [weights[row] ?? 0, probabilities[row] ?? 0];
    tiedPositives += weight * probability;
    tiedNegatives += weight * (1 - probability);
  }
  closeTie();
  return positives > 0 && negatives > 0 ? pairs / (positives * negatives) : Number.NaN;
}
