import { normalSurvival } from '#core/statistics/normal-survival';
import { studentTSurvival } from '#core/statistics/student-t-survival';
import { delongTest } from '#core/training/delong';
import type { EvaluationTable } from '#core/training/evaluation-table';

/** One-sided p-values of "the candidate is better", by tests that a statistician would choose for the kind of contest. */

/**
 * Paired t-test of the mean over days of the difference in squared errors: it knows that days are the independent units.
 * @returns in [0, 1]
 */
export function pairedTPValue({ labels, blockOfRow, blocks, predictions }: EvaluationTable): number {
  const sums = new Float64Array(blocks.length);
  const counts = new Float64Array(blocks.length);
  const [candidate, champion] = [predictions.get('candidate'), predictions.get('champion')];
  blockOfRow.forEach((block, row) => {
    const label = labels[row] ?? 0;
    const gain = ((champion?.[row] ?? 0) - label) ** 2 - ((candidate?.[row] ?? 0) - label) ** 2;
    sums[block] = (sums[block] ?? 0) + gain;
    counts[block] = (counts[block] ?? 0) + 1;
  });
  const means = sums.map((sum, block) => sum / (counts[block] ?? 1));
  const mean = means.reduce((sum, each) => sum + each, 0) / means.length;
  const variance = means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (means.length - 1);
  return studentTSurvival(mean / Math.sqrt(variance / means.length), means.length - 1);
}

/** DeLong's test, one-sided: right where rows are independent. @returns in [0, 1] */
export function delongPValue({ labels, predictions }: EvaluationTable): number {
  const [first, second] = [predictions.get('champion') ?? [], predictions.get('candidate') ?? []];
  return normalSurvival(delongTest({ labels, first, second })?.z ?? 0);
}

/**
 * Who knows the sampling error, from all contests of the study: no test of this difference promotes more often.
 * @param differences observed, positive for better
 * @returns share of contests with difference / standard error beyond the level's quantile of the normal law
 */
export function knowingPower(differences: readonly number[], level: number): number {
  const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length;
  const error = Math.sqrt(
    differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (differences.length - 1),
  );
  return differences.filter((each) => normalSurvival(each / error) <= level).length / differences.length;
}
