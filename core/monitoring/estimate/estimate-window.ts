import type { MetricName } from '../../config/problem.ts';
import type { Baseline } from '../baseline.ts';
import { scoreMean } from '../row-scores/score-counts.ts';
import type { ScoreCounts } from '../stored-sketch.ts';
import type { EstimateSection } from '../sections/estimate.ts';
import { estimateFromCounts } from './confidence-model.ts';
import type { Estimated } from './estimated.ts';
import { estimateFromLosses } from './loss-model/loss-model.ts';

/** What a sketch, or a sum of sketches, knows that estimates need. */
export interface CountedAnswers {
  readonly prediction: readonly number[];
  readonly scores?: readonly ScoreCounts[];
}

/** Counts of one stretch of event time. */
export interface DatedAnswers extends CountedAnswers {
  /** `2013-04-01` */
  readonly day: string;
}

/**
 * The metric of a window whose labels are not there: for classes from the counts of its predictions, for numbers from the
 * losses that its rows were expected to have when they were answered.
 * @returns undefined where the baseline knows nothing of this metric, or the window of no rows
 */
export function estimateWindow(
  baseline: Baseline,
  answers: CountedAnswers,
  metric: MetricName,
): (Estimated & { readonly method: EstimateSection['method'] }) | undefined {
  if (baseline.confidence?.metric === metric) {
    const estimated = estimateFromCounts(baseline.confidence, answers.prediction);
    return estimated === undefined ? undefined : { ...estimated, method: 'confidence-based' };
  }
  for (const [at, { scorer, unit }] of (baseline.rowScores ?? []).entries()) {
    const counts = answers.scores?.[at];
    if (scorer.kind !== 'expected-loss' || scorer.metric !== metric || counts === undefined) continue;
    const { rows, mean } = scoreMean(counts, unit);
    const estimated = estimateFromLosses(scorer, { rows, sum: rows * (mean ?? 0) });
    return estimated === undefined ? undefined : { ...estimated, method: 'direct-error' };
  }
  return undefined;
}

/**
 * The section of a report, but for how former estimates did.
 * @param days the same rows, stretch by stretch; those of one day are added up
 * @param facts metric, what the contest promised, and rows without which nothing is said
 */
export function estimateSection(
  baseline: Baseline,
  answers: CountedAnswers,
  days: readonly DatedAnswers[],
  facts: { readonly metric: MetricName; readonly promised: number; readonly minimumRows: number },
): Omit<EstimateSection, 'trackRecord' | 'meanAbsoluteError'> | undefined {
  const { metric, promised, minimumRows } = facts;
  const estimated = estimateWindow(baseline, answers, metric);
  if (estimated === undefined || estimated.rows < minimumRows) return undefined;
  const { method, value, low, high, rows } = estimated;
  const byDay = [...sumByDay(days)].map(([day, counted]) => {
    const own = estimateWindow(baseline, counted, metric);
    return { day, rows: own?.rows ?? 0, value: own?.value ?? null };
  });
  return { method, metric, value, low, high, promised, rows, byDay };
}

function sumByDay(days: readonly DatedAnswers[]): ReadonlyMap<string, CountedAnswers> {
  const sums = new Map<string, CountedAnswers>();
  for (const { day, prediction, scores } of days.toSorted((a, b) =>
    a.day < b.day ? -1 : a.day > b.day ? 1 : 0,
  )) {
    const sum = sums.get(day);
    sums.set(day, {
      prediction: addCounts(sum?.prediction ?? [], prediction),
      ...(scores === undefined ? {} : { scores: scores.map((own, at) => addScores(sum?.scores?.[at], own)) }),
    });
  }
  return sums;
}

function addScores(sum: ScoreCounts | undefined, own: ScoreCounts): ScoreCounts {
  return { counts: addCounts(sum?.counts ?? [], own.counts), sum: (sum?.sum ?? 0) + own.sum };
}

function addCounts(sum: readonly number[], own: readonly number[]): number[] {
  return own.map((count, bin) => count + (sum[bin] ?? 0));
}
