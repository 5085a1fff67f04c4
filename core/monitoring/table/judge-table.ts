import type { FeatureSketch } from '#core/engine/sketch/feature-sketch';
import type { WindowSketch } from '#core/engine/sketch/window-sketch';
import type { Baseline } from '../baseline.ts';
import { baselineColumn } from '../baseline-column.ts';
import { driftReport } from '../drift-report.ts';
import { judgeDrift } from '../judge-drift.ts';
import type { Sketch } from '../stored-sketch.ts';
import type { FeatureVerdict, WindowReport } from '../window-report.ts';
import type { TableBaseline } from './table-baseline.ts';
import type { TablePolicy } from './table-policy.ts';

export interface TableWindow {
  readonly sketch: WindowSketch;
  /** Columns of the baseline that the rows lack: they are not compared. */
  readonly absent: Iterable<string>;
  /** Length that thresholds are calibrated for. */
  readonly days: number;
  /** Files that were read. */
  readonly objects: number;
}

export type TableVerdict = Pick<
  WindowReport,
  'status' | 'reason' | 'coverage' | 'features' | 'prediction' | 'methodVersion'
>;

/** The verdict on rows, by the rules of a deployed model's windows: same bins, thresholds and tests. */
export function judgeTable(baseline: TableBaseline, window: TableWindow, policy: TablePolicy): TableVerdict {
  const counted = countsOf(window.sketch);
  const known = baselineOf(baseline);
  const verdict = judgeDrift(known, counted, {
    ...policy,
    ...{ windowDays: window.days, masked: [...window.absent] },
  });
  const span = { start: '', end: '', asOf: '', version: 1, revision: 1 };
  const report = driftReport({ ...span, objects: window.objects, rows: counted }, known, verdict);
  const { status, reason, coverage, features, prediction, methodVersion } = report;
  const categories = new Set(
    [...baseline.columns, ...(baseline.prediction === undefined ? [] : [baseline.prediction])].flatMap(
      ({ column, values }) => (values === undefined ? [] : column.name),
    ),
  );
  const shown = (one: FeatureVerdict) => (categories.has(one.feature) ? withoutOrder(one) : one);
  const isAnswered = counted.prediction.some((rows) => rows > 0);
  return {
    ...{ status, reason, coverage, features: features.map(shown), methodVersion },
    ...(prediction === undefined || !isAnswered ? {} : { prediction: shown(prediction) }),
  };
}

/**
 * Days that rows without times cover: as if every day had as many as one of the baseline.
 * @example likelyDays({ rows: 300, days: 30 }, 71) // 7
 */
export function likelyDays({ rows, days }: Pick<TableBaseline, 'rows' | 'days'>, windowRows: number): number {
  return Math.max(1, Math.round((days * windowRows) / rows));
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

function baselineOf({ name, rows, columns, prediction }: TableBaseline): Baseline {
  return {
    ...{ format: 1, model: 'files', contestId: name, trainStart: '', trainEnd: '', rows },
    features: columns.map(({ column }) => column),
    prediction: prediction?.column ?? baselineColumn('prediction', [], []),
  };
}

function countsOf({ baseline, features, predictions, coverage }: WindowSketch): Sketch {
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
