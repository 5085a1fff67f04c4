import { benjaminiHochbergAdjust } from '../statistics/benjamini-hochberg.ts';
import { type Baseline, type BaselineColumn, medianOf } from './baseline.ts';
import { calibrateThreshold } from './calibrate-thresholds.ts';
import { chiSquareTest } from './chi-square.ts';
import { kolmogorovSmirnov } from './ks.ts';
import { populationStabilityIndex, sumGroups } from './psi.ts';
import type { Sketch } from './sketch.ts';
import type { FeatureVerdict, WindowReport } from './window-report.ts';

export interface DriftRule {
  readonly windowDays: number;
  readonly minimumRows: number;
  readonly minimumThreshold: number;
  readonly calibrationFactor: number;
  /** Columns whose values are not captured. */
  readonly masked: readonly string[];
}

export interface DriftVerdict {
  readonly status: WindowReport['status'];
  readonly reason: string;
  readonly features: readonly FeatureVerdict[];
  readonly prediction?: FeatureVerdict;
}

/** Chance of any false `changed` in a window in which nothing changed. */
const SIGNIFICANCE = 0.05;
/** A significant difference below this index is too small to matter to anybody. */
const LEAST_CHANGE = 0.02;

/**
 * A window against the training rows of the version that answered it.
 *
 * `changed`: the difference is no chance (Kolmogorov-Smirnov, or chi-square for columns of few values; corrected over
 * the features by Benjamini and Hochberg) and not tiny. `drifted`: the stability index is at or above a threshold
 * calibrated on blocks of the window's length inside the training rows; that is what alarms. The prediction's own
 * drift is reported and does not alarm: it has no days of training to calibrate on.
 *
 * @param window sum of the sketches of the window
 */
export function judgeDrift(baseline: Baseline, window: Sketch, rule: DriftRule): DriftVerdict {
  if (window.rows === 0)
    return { status: 'no-data', reason: 'nothing was answered in this window', features: [] };
  if (window.rows < rule.minimumRows) {
    const reason = `${window.rows} rows in this window, ${rule.minimumRows} needed`;
    return { status: 'inconclusive', reason, features: [] };
  }
  const judged = baseline.features.flatMap((column, index) =>
    rule.masked.includes(column.name) ? [] : [compare(column, window.features[index] ?? [], rule)],
  );
  const adjusted = benjaminiHochbergAdjust(judged.map(({ pValue }) => pValue ?? 1));
  const features = judged.map((feature, index) => withVerdict(feature, adjusted[index] ?? 1));
  const drifted = features.filter(({ status }) => status === 'drifted');
  const changed = features.filter(({ status }) => status === 'changed');
  const status = drifted.length > 0 ? 'drifted' : changed.length > 0 ? 'changed' : 'stable';
  return {
    status,
    reason: reasonOf(drifted, changed),
    features,
    prediction: withVerdict(compare(baseline.prediction, window.prediction, rule), 1),
  };
}

type Compared = Omit<FeatureVerdict, 'status' | 'adjustedPValue'>;

function compare(column: BaselineColumn, counts: readonly number[], rule: DriftRule): Compared {
  const { bins, groups } = column;
  const before = sumGroups(column.counts, groups);
  const now = sumGroups(counts, groups);
  const psi = populationStabilityIndex(before, now) ?? 0;
  const calibrated = calibrateThreshold(column.days, rule);
  const test = bins.isDiscrete
    ? chiSquareTest(column.counts, counts)
    : kolmogorovSmirnov(column.counts.slice(0, -1), counts.slice(0, -1));
  const [medianBefore, medianNow] = [medianOf(column.counts, bins), medianOf(counts, bins)];
  return {
    feature: column.name,
    psi,
    threshold: calibrated.threshold,
    noise: calibrated.worst,
    thresholdMethod: calibrated.method,
    test: bins.isDiscrete ? 'chi-square' : 'kolmogorov-smirnov',
    statistic: test?.statistic ?? null,
    pValue: test?.pValue ?? null,
    missingShareBefore: missingShare(column.counts),
    missingShareNow: missingShare(counts),
    direction: directionOf(column.counts, counts),
    medianBefore,
    medianNow,
    shares: { before: sharesOf(before), now: sharesOf(now) },
  };
}

function withVerdict(feature: Compared, adjustedPValue: number): FeatureVerdict {
  const isDrifted = feature.psi >= feature.threshold;
  const isChanged = adjustedPValue < SIGNIFICANCE && feature.psi >= LEAST_CHANGE;
  return {
    ...feature,
    status: isDrifted ? 'drifted' : isChanged ? 'changed' : 'stable',
    adjustedPValue: feature.pValue === null ? null : adjustedPValue,
  };
}

/** Where the values went: by the cumulative shares, which see a shift that leaves the median in its bin. */
function directionOf(before: readonly number[], now: readonly number[]): FeatureVerdict['direction'] {
  const [all, allNow] = [sum(before.slice(0, -1)), sum(now.slice(0, -1))];
  if (all === 0 || allNow === 0) return 'none';
  let [below, belowNow, highest, lowest] = [0, 0, 0, 0];
  for (let bin = 0; bin < before.length - 1; bin += 1) {
    below += before[bin] ?? 0;
    belowNow += now[bin] ?? 0;
    const difference = below / all - belowNow / allNow;
    highest = Math.max(highest, difference);
    lowest = Math.min(lowest, difference);
  }
  // A quarter of the distance on the other side is what noise and rounding of bins leave.
  const largest = Math.max(highest, -lowest);
  if (largest === 0) return 'none';
  if (-lowest <= largest / 4) return 'up';
  return highest <= largest / 4 ? 'down' : 'mixed';
}

function reasonOf(drifted: readonly FeatureVerdict[], changed: readonly FeatureVerdict[]): string {
  if (drifted.length > 0) {
    const worst = drifted.toSorted((a, b) => b.psi / b.threshold - a.psi / a.threshold).slice(0, 4);
    return worst
      .map(({ feature, psi, threshold }) => `${feature} ${psi.toFixed(2)} (${threshold.toFixed(2)})`)
      .join(', ');
  }
  return changed.length > 0 ? `changed below their thresholds: ${changed.length} features` : 'no change';
}

function missingShare(counts: readonly number[]): number {
  const all = sum(counts);
  return all === 0 ? 0 : (counts.at(-1) ?? 0) / all;
}

function sharesOf(counts: readonly number[]): number[] {
  const all = sum(counts);
  return counts.map((count) => (all === 0 ? 0 : count / all));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
