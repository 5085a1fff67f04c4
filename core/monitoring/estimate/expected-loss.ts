/** Probabilities this close to 0 or 1 are clipped, as realised log loss clips them. */
const CLIP = 1e-15;

/** Log loss of a score for each label, and Brier score. */
export const SCORE_LOSSES = {
  logLoss: (score: number, label: 0 | 1) => {
    const clipped = Math.min(1 - CLIP, Math.max(CLIP, score));
    return label === 1 ? -Math.log(clipped) : -Math.log1p(-clipped);
  },
  brier: (score: number, label: 0 | 1) => (score - label) ** 2,
} as const;

export type ScoreLoss = keyof typeof SCORE_LOSSES;

/**
 * The loss to be expected of one answer whose label is not known: p loss(score, 1) + (1 - p) loss(score, 0).
 * @param score       what the model answered, in [0, 1]
 * @param probability calibrated, in [0, 1]
 * @example expectedLoss('brier', 0.5, 0.2) // 0.25
 */
export function expectedLoss(loss: ScoreLoss, score: number, probability: number): number {
  const of = SCORE_LOSSES[loss];
  return probability * of(score, 1) + (1 - probability) * of(score, 0);
}
