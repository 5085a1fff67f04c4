import * as z from 'zod';
import { numberSchema, positiveSchema, wholeSchema } from '#core/number-schemas';
import { baselineColumn } from '../baseline-column.ts';
import { baselineColumnSchema } from '../baseline-column-schema.ts';
import type { ReferenceBins } from '../reference-bins.ts';
import { rowScorerSchema, type RowScorer } from './row-scorer.ts';
import { millionths, scoreMean } from './score-counts.ts';

/** One number per answered row: how it is computed, and what the rows of the baseline score. */
export const rowScoreSchema = z.strictObject({
  name: z.string(),
  scorer: rowScorerSchema,
  /** The score of the baseline's rows in bins of its own, missing last. */
  column: baselineColumnSchema,
  /** What sums are counted in: the mean size of a score in the baseline, 1 where that is 0. */
  unit: positiveSchema,
  /** null when no row of the baseline has a score. */
  meanBefore: numberSchema.nullable(),
  /** Standard deviation of the scores of single rows. */
  deviationBefore: numberSchema,
  /** Sum of the scores a day in millionths of the unit; days as in the column, empty where those are. */
  daySums: z.array(wholeSchema),
});
export type RowScore = z.infer<typeof rowScoreSchema>;

/** Why the rows of a version get no scores by their features alone, and no sample. */
export const WITHOUT_ROW_SCORES = ['too-many-features', 'too-few-rows', 'too-few-columns'] as const;
export type WithoutRowScores = (typeof WITHOUT_ROW_SCORES)[number];

/**
 * What the baseline keeps of a score.
 * @param facts.scores the score of each row of the baseline, NaN for a row without
 * @param facts.days   the day of each, counted from the first day of training; empty where rows have none
 * @param facts.bins   what to count in. Default: the bins that the scores define
 */
export function rowScoreOf(facts: {
  readonly name: string;
  readonly scorer: RowScorer;
  readonly scores: ArrayLike<number>;
  readonly days: ArrayLike<number>;
  readonly bins?: ReferenceBins;
}): RowScore {
  const { name, scorer, scores, days, bins } = facts;
  const column = baselineColumn(name, scores, days, bins);
  const unit = meanSize(scores);
  const daySums = column.days.map(() => 0);
  let [sum, squares, present] = [0, 0, 0];
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] ?? Number.NaN;
    if (Number.isNaN(score)) continue;
    const counted = millionths(score, unit);
    const day = days[row] ?? -1;
    if (day in daySums) daySums[day] = (daySums[day] ?? 0) + counted;
    sum += counted;
    squares += (counted / 1e6) ** 2;
    present += 1;
  }
  const { mean } = scoreMean({ counts: column.counts, sum }, unit);
  const variance = present === 0 ? 0 : squares / present - (sum / present / 1e6) ** 2;
  const deviationBefore = Math.sqrt(Math.max(0, variance)) * unit;
  return { name, scorer, column, unit, meanBefore: mean, deviationBefore, daySums };
}

function meanSize(scores: ArrayLike<number>): number {
  let [sum, rows] = [0, 0];
  for (const score of Float64Array.from(scores)) {
    const size = Math.abs(score);
    if (!Number.isFinite(size)) continue;
    sum += size;
    rows += 1;
  }
  return sum > 0 && Number.isFinite(sum) ? sum / rows : 1;
}
