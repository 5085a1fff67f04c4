import type { FeatureSketch } from '#core/engine/sketch/feature-sketch';
import { driftReport } from '#core/monitoring/drift-report';
import { judgeDrift } from '#core/monitoring/judge-drift';
import { baselineColumn } from '#core/monitoring/baseline-column';
import type { Baseline } from '#core/monitoring/baseline';
import type { Sketch } from '#core/monitoring/sketch';
import type { FeatureVerdict, WindowReport } from '#core/monitoring/window-report';
import type { FileBaseline } from './compared-column.ts';
import type { FileWindow } from './file-window.ts';

/** What a deployed model has in `monitoring.drift`, with the same defaults. */
export interface FilePolicy {
  readonly minimumRows: number;
  readonly minimumThreshold: number;
  readonly calibrationFactor: number;
}

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
  readonly policy: FilePolicy;
  readonly methodVersion: string;
}

const DAY_MILLISECONDS = 86_400_000;

/**
 * The verdict on files, by the rules of a deployed model's windows: same bins, thresholds and tests.
 * @param asOf when it is judged
 */
export function judgeFiles(
  files: readonly string[],
  {
    baseline,
    window,
    policy,
  }: { readonly baseline: FileBaseline; readonly window: FileWindow; readonly policy: FilePolicy },
  asOf: Date,
): FilesVerdict {
  const { sketch, absent, from, to } = window;
  const counted = countsOf(sketch);
  const known = baselineOf(baseline);
  const days = windowDays(baseline, window);
  const rule = { ...policy, windowDays: days, masked: [...absent] };
  const verdict = judgeDrift(known, counted, rule);
  const time = asOf.toISOString();
  const span = { start: time, end: time, asOf: time, version: 1, revision: 1 };
  const report = driftReport({ ...span, objects: files.length, rows: counted }, known, verdict);
  const categories = new Set(
    baseline.columns.flatMap(({ column, values }) => (values === undefined ? [] : column.name)),
  );
  return {
    ...{ status: report.status, reason: report.reason },
    baseline: { file: baseline.path, rows: baseline.rows, days: baseline.days },
    window: {
      ...{ files, rows: counted.rows, days },
      ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
      ...(to === undefined ? {} : { to: new Date(to).toISOString() }),
    },
    coverage: report.coverage,
    features: report.features.map((one) => (categories.has(one.feature) ? withoutOrder(one) : one)),
    ...(report.prediction === undefined || window.answered === 0 ? {} : { prediction: report.prediction }),
    ...{ absent: [...absent], policy, methodVersion: report.methodVersion },
  };
}

/**
 * Categories stand in the order of their frequency: that is no up or down, and has no middle. Shown is the test of
 * shares that says most, not that of ranks.
 */
function withoutOrder(feature: FeatureVerdict): FeatureVerdict {
  const shares = (feature.tests ?? []).filter(({ test }) => test !== 'wilcoxon');
  const size = ({ effect, floor }: (typeof shares)[number]) => Math.abs(effect) / floor;
  const [shown] = shares.toSorted((a, b) => size(b) - size(a));
  return { ...feature, ...telling(shown), direction: 'none', medianBefore: null, medianNow: null };
}

/** What a test says; the p-value of a column is that of all its tests. */
function telling(shown: NonNullable<FeatureVerdict['tests']>[number] | undefined): Partial<FeatureVerdict> {
  if (shown === undefined) return {};
  const { test, statistic, effect, unit, floor } = shown;
  return { test, statistic, effect, unit, floor };
}

/** By the times of the rows; else by their number, as if every day had as many as one of the baseline. */
function windowDays({ days, rows }: FileBaseline, { from, to, sketch }: FileWindow): number {
  const whole =
    from === undefined || to === undefined
      ? Math.round((days * sketch.coverage.rows) / rows)
      : Math.floor(to / DAY_MILLISECONDS) - Math.floor(from / DAY_MILLISECONDS) + 1;
  return Math.max(1, whole);
}

function baselineOf({ path, rows, columns, prediction }: FileBaseline): Baseline {
  return {
    ...{ format: 1, model: 'files', contestId: path, trainStart: '', trainEnd: '', rows },
    features: columns.map(({ column }) => column),
    prediction: prediction?.column ?? baselineColumn('prediction', [], []),
  };
}

function countsOf({ baseline, features, predictions, coverage }: FileWindow['sketch']): Sketch {
  const { records, rows, duplicates, badRecords } = coverage;
  return {
    ...{ format: 1, contestId: baseline, source: { bucket: '', key: '' }, events: [], rows },
    features: features.map(binCounts),
    prediction: predictions[0] === undefined ? [0, 0, 0] : binCounts(predictions[0]),
    coverage: { records, duplicates, badRecords: Object.fromEntries(badRecords) },
  };
}

/** Nothing lies below the first category. */
function binCounts({ kind, bins }: FeatureSketch): number[] {
  return kind === 'number' ? [...bins] : [0, ...bins];
}
