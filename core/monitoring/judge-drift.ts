import { benjaminiHochbergAdjust } from '../statistics/benjamini-hochberg.ts';
import type { Baseline } from './baseline.ts';
import type { BaselineColumn } from './baseline-column.ts';
import { calibrateThreshold } from './calibrate-thresholds.ts';
import { effectText } from './effect-text.ts';
import { medianOf } from './median-of.ts';
import { populationStabilityIndex, sumGroups } from './psi.ts';
import type { Sketch } from './stored-sketch.ts';
import { testFeature } from './verdict/feature-test.ts';
import type { NamedTest } from './verdict/named-test.ts';
import { speakingTest, strongestTest } from './verdict/speaking-test.ts';
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

/** Part of every report: raised when the same counts would get another verdict, or would be told in other figures. */
export const METHOD_VERSION = '3';

/** Chance of any false `changed` in a window in which nothing changed; share of false ones among all otherwise. */
const SIGNIFICANCE = 0.05;

/**
 * A window against the training rows of the version that answered it.
 *
 * `changed`: the difference is no chance (all tests of the feature together, corrected over the features by Benjamini
 * and Hochberg) and one of its tests shows an effect that is not tiny. `drifted`: the stability index is at or above
 * a threshold calibrated on blocks of the window's length inside the training rows; that is what alarms. The
 * prediction is judged by itself and does not alarm: it has no days of training to calibrate on.
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
  const tested = judged.flatMap(({ pValue }) => pValue ?? []);
  const adjusted = [...benjaminiHochbergAdjust(tested)];
  const features = judged.map((one) =>
    withVerdict(one, one.pValue === null ? null : (adjusted.shift() ?? null)),
  );
  const drifted = features.filter(({ status }) => status === 'drifted');
  const changed = features.filter(({ status }) => status === 'changed');
  const status = drifted.length > 0 ? 'drifted' : changed.length > 0 ? 'changed' : 'stable';
  const prediction = compare(baseline.prediction, window.prediction, rule);
  return {
    status,
    reason: reasonOf(drifted, changed),
    features,
    prediction: withVerdict(prediction, prediction.pValue),
  };
}

type Compared = Omit<FeatureVerdict, 'status' | 'adjustedPValue'> & { readonly hasEffect: boolean };

function compare(column: BaselineColumn, counts: readonly number[], rule: DriftRule): Compared {
  const { bins, groups } = column;
  const before = sumGroups(column.counts, groups);
  const now = sumGroups(counts, groups);
  const calibrated = calibrateThreshold(column.days, rule);
  return {
    feature: column.name,
    psi: populationStabilityIndex(before, now) ?? 0,
    threshold: calibrated.threshold,
    noise: calibrated.worst,
    thresholdMethod: calibrated.method,
    ...testsOf(column, counts),
    missingShareBefore: missingShare(column.counts),
    missingShareNow: missingShare(counts),
    direction: directionOf(column.counts, counts),
    medianBefore: medianOf(column.counts, bins),
    medianNow: medianOf(counts, bins),
    shares: { before: sharesOf(before), now: sharesOf(now) },
  };
}

function testsOf({ counts, bins }: BaselineColumn, window: readonly number[]) {
  const { tests, pValue, baselineRows, windowRows } = testFeature(
    { counts, isDiscrete: bins.isDiscrete },
    window,
  );
  const speaking = speakingTest(tests);
  const shown = speaking ?? strongestTest(tests);
  return {
    hasEffect: speaking !== undefined,
    test: shown?.test ?? (bins.isDiscrete ? 'chi-square' : 'kolmogorov-smirnov'),
    statistic: shown?.statistic ?? null,
    effect: shown?.effect ?? null,
    ...(shown === undefined ? {} : { unit: shown.unit, floor: shown.floor }),
    pValue: typeof pValue === 'number' ? pValue : null,
    ...(typeof pValue === 'number' ? {} : { withoutTest: pValue }),
    tests: tests.map(withoutWeight),
    valueRows: { before: baselineRows, now: windowRows },
  } as const;
}

function withoutWeight({ test, statistic, effect, unit, floor, pValue }: NamedTest) {
  return { test, statistic, effect, unit, floor, pValue };
}

function withVerdict({ hasEffect, ...feature }: Compared, adjustedPValue: number | null): FeatureVerdict {
  const isDrifted = feature.psi >= feature.threshold;
  const isChanged = adjustedPValue !== null && adjustedPValue < SIGNIFICANCE && hasEffect;
  const isUntested = feature.withoutTest !== undefined && feature.withoutTest !== 'constant';
  return {
    ...feature,
    status: isDrifted ? 'drifted' : isChanged ? 'changed' : isUntested ? 'inconclusive' : 'stable',
    adjustedPValue,
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
  if (changed.length === 0) return 'no change';
  const surest = changed.toSorted((a, b) => (a.adjustedPValue ?? 1) - (b.adjustedPValue ?? 1));
  const named = surest
    .slice(0, 4)
    .map(({ feature, effect, unit }) => `${feature} ${effectText(effect, unit)}`);
  const more = changed.length > named.length ? ` and ${changed.length - named.length} more` : '';
  return `changed below their thresholds: ${named.join(', ')}${more}`;
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
