import { judgeTable, likelyDays } from '#core/monitoring/table/judge-table';
import type { TableBaseline } from '#core/monitoring/table/table-baseline';
import type { TablePolicy } from '#core/monitoring/table/table-policy';
import type { FeatureVerdict, WindowReport } from '#core/monitoring/window-report';
import type { FileWindow } from './file-window.ts';

/** What was read, and what it says: the data of `gyre drift files --json`. */
export interface FilesVerdict {
  readonly status: WindowReport['status'];
  readonly reason: string;
  readonly baseline: { readonly file: string; readonly rows: number; readonly days: number };
  readonly window: {
    readonly files: readonly string[];
    readonly rows: number;
    /** ISO 8601, of the rows that have a time. */
    readonly from?: string;
    readonly to?: string;
    /** Length that thresholds were calibrated for. */
    readonly days: number;
  };
  readonly coverage: WindowReport['coverage'];
  readonly features: readonly FeatureVerdict[];
  readonly prediction?: FeatureVerdict;
  /** Columns of the baseline that were not compared. */
  readonly absent: readonly string[];
  readonly policy: TablePolicy;
  readonly methodVersion: string;
}

const DAY_MILLISECONDS = 86_400_000;

/** The verdict on files, by the rules of a deployed model's windows. */
export function judgeFiles(
  files: readonly string[],
  {
    baseline,
    window,
    policy,
  }: { readonly baseline: TableBaseline; readonly window: FileWindow; readonly policy: TablePolicy },
): FilesVerdict {
  const { sketch, absent, from, to } = window;
  const { rows } = sketch.coverage;
  const days = windowDays(baseline, window);
  const verdict = judgeTable(baseline, { sketch, absent, days, objects: files.length }, policy);
  const { status, reason, coverage, features, prediction, methodVersion } = verdict;
  return {
    ...{ status, reason },
    baseline: { file: baseline.name, rows: baseline.rows, days: baseline.days },
    window: {
      ...{ files, rows, days },
      ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
      ...(to === undefined ? {} : { to: new Date(to).toISOString() }),
    },
    ...{ coverage, features },
    ...(prediction === undefined ? {} : { prediction }),
    ...{ absent: [...absent], policy, methodVersion },
  };
}

/** By the times of the rows; else by their number. */
function windowDays(baseline: TableBaseline, { from, to, sketch }: FileWindow): number {
  if (from === undefined || to === undefined) return likelyDays(baseline, sketch.coverage.rows);
  return Math.max(1, Math.floor(to / DAY_MILLISECONDS) - Math.floor(from / DAY_MILLISECONDS) + 1);
}
