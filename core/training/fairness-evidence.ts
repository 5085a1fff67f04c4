import type { Problem } from '../config/problem.ts';
import { answerFairness } from './fairness/answer-fairness.ts';
import { errorFairness } from './fairness/error-fairness.ts';
import type { FairnessMetric, GroupGap } from './fairness/group-fairness.ts';
import { type GapStatus, judgeGap } from './fairness/judge-gap.ts';
import type { GroupColumn } from './group-column.ts';

/** What a project asks of groups of people: `evaluation.gate.fairness` of model.yaml. What has no limit is reported only. */
export interface FairnessPolicy {
  readonly columns: readonly string[];
  /** Smallest disparate impact; its inverse is the largest. */
  readonly minimumImpactRatio?: number | undefined;
  /** Largest distance from 0 of every difference of shares and error rates. */
  readonly maximumRateDifference?: number | undefined;
  /** Largest distance from 0 of the difference of mean errors, in the label's unit. */
  readonly maximumErrorDifference?: number | undefined;
}

/** Groups of one column against its largest; the shape of the monitor's section, where a limit may be missing. */
export interface FairnessEvidence {
  readonly column: string;
  readonly reference: string;
  readonly groups: readonly {
    readonly group: string;
    readonly rows: number;
    readonly metrics: readonly (GroupGap & { readonly limit?: number; readonly status?: GapStatus })[];
  }[];
}

/**
 * How a contender treats the groups of each column.
 * @param rows      predictions of one contender, labels as the problem has them
 * @param threshold binary: predictions at or above it are answered yes
 */
export function fairnessEvidence(
  columns: readonly GroupColumn[],
  rows: { readonly predictions: Float64Array; readonly labels: Float64Array },
  { problem, threshold, policy }: { problem: Problem; threshold: number; policy: FairnessPolicy },
): readonly FairnessEvidence[] {
  return columns.map(({ column, groups: names, groupOfRow }) => {
    const grouped = { ...rows, groupOfRow, groups: names };
    const { reference, groups } =
      problem === 'binary' ? answerFairness(grouped, threshold) : errorFairness(grouped);
    return {
      ...{ column, reference },
      groups: groups.map(({ group, rows: own, metrics }) => ({
        ...{ group, rows: own },
        metrics: metrics.map((gap) => {
          const limit = limitOf(gap.metric, policy);
          return limit === undefined ? gap : { ...gap, limit, status: judgeGap(gap, limit) };
        }),
      })),
    };
  });
}

function limitOf(metric: FairnessMetric, policy: FairnessPolicy): number | undefined {
  switch (metric) {
    case 'disparate-impact':
      return policy.minimumImpactRatio;
    case 'mean-error':
      return policy.maximumErrorDifference;
    // Means may differ because outcomes do.
    case 'mean-prediction':
      return undefined;
    default:
      return policy.maximumRateDifference;
  }
}
