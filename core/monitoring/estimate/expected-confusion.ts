import type { ScoreMass } from './score-mass.ts';

/** Rows to be expected in each cell; together the rows with a score. */
export interface ExpectedConfusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/**
 * The confusion matrix to be expected of rows whose labels are not known: a row that the model calls positive is a
 * true positive with its calibrated probability and a false one otherwise, and likewise for the others.
 * @param threshold scores at or above it are called positive
 * @example expectedConfusion({ scores: [0.9], probabilities: [0.75], weights: [1] }, 0.5).truePositives // 0.75
 * @see Garg et al. (2022), Leveraging unlabeled data to predict out-of-distribution performance, for other estimators
 */
export function expectedConfusion(mass: ScoreMass, threshold: number): ExpectedConfusion {
  const { scores, probabilities, weights } = mass;
  let [truePositives, falsePositives, trueNegatives, falseNegatives] = [0, 0, 0, 0];
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] ?? Number.NaN;
    if (Number.isNaN(score)) continue;
    const [weight, probability] = [weights[row] ?? 0, probabilities[row] ?? 0];
    if (score >= threshold) {
      truePositives += weight * probability;
      falsePositives += weight * (1 - probability);
    } else {
      falseNegatives += weight * probability;
      trueNegatives += weight * (1 - probability);
    }
  }
  return { truePositives, falsePositives, trueNegatives, falseNegatives };
}

/**
 * Ratios of expected cells, which for many rows are the expected ratios.
 * @returns NaN where the denominator is 0: nothing is called positive, or nothing is
 * @example confusionMetrics({ truePositives: 3, falsePositives: 1, trueNegatives: 5, falseNegatives: 1 }).f1 // 0.75
 */
export function confusionMetrics(cells: ExpectedConfusion): {
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly specificity: number;
  readonly f1: number;
} {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = cells;
  const rows = truePositives + falsePositives + trueNegatives + falseNegatives;
  return {
    accuracy: (truePositives + trueNegatives) / rows,
    precision: truePositives / (truePositives + falsePositives),
    recall: truePositives / (truePositives + falseNegatives),
    specificity: trueNegatives / (trueNegatives + falsePositives),
    f1: truePositives / (truePositives + (falsePositives + falseNegatives) / 2),
  };
}
