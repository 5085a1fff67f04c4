import { wilsonInterval } from '../../statistics/wilson-interval.ts';
import { binOf } from '../reference-bins.ts';
import type { RowScore } from '../row-scores/row-score.ts';
import type { ScoreCounts } from '../stored-sketch.ts';
import type { MultivariateSection } from '../sections/multivariate.ts';

export type OutlierShare = NonNullable<MultivariateSection['outliers']>;

const LEVEL = 0.95;

/**
 * Share of the window's rows that lie further from the middle of training than 99 % of its own rows, with Wilson's
 * interval. The threshold is an edge of the score's bins, so the rows beyond it are counted exactly.
 * @returns undefined when no row of the window has a score
 */
export function judgeOutliers({ scorer, column }: RowScore, window: ScoreCounts): OutlierShare | undefined {
  if (scorer.kind !== 'outlier-distance') return undefined;
  const last = binOf(scorer.threshold, column.bins);
  const [before, now] = [beyond(column.counts, last), beyond(window.counts, last)];
  if (before.rows === 0 || now.rows === 0) return undefined;
  const { low, high } = wilsonInterval(now.outliers, now.rows, LEVEL);
  return {
    shareBefore: before.outliers / before.rows,
    shareNow: now.outliers / now.rows,
    ...{ low, high, rows: now.rows },
  };
}

function beyond(counts: readonly number[], last: number) {
  const sum = (values: readonly number[]) => values.reduce((all, count) => all + count, 0);
  return { rows: sum(counts.slice(0, -1)), outliers: sum(counts.slice(last + 1, -1)) };
}
