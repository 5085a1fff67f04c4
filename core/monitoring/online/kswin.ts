import { kolmogorovSmirnovPValue } from '../../statistics/kolmogorov-survival.ts';
import { finite, type Zone } from './zone.ts';

export interface KswinState {
  readonly zone: Exclude<Zone, 'warning'>;
  /** Values ever seen. */
  readonly values: number;
  /** The newest values, the oldest first; `windowValues` at most. */
  readonly window: readonly number[];
  /** Of the last check; null before the window is full. */
  readonly distance: number | null;
  readonly pValue: number | null;
}

export interface KswinOptions {
  /** Values that are compared at all. Default: 100. */
  readonly windowValues?: number;
  /** The newest ones among them, which are compared with all older ones; below `windowValues`. Default: 30. */
  readonly recentValues?: number;
  /** P-value that is drift, for one check. Default: 0.0001. */
  readonly significance?: number;
  /** Checks come every so many values. Default: 1, as published. */
  readonly checkEvery?: number;
}

/** @example KSWIN_START.window // [] */
export const KSWIN_START: KswinState = {
  ...{ zone: 'stable', values: 0, window: [], distance: null, pValue: null },
};

/**
 * Kolmogorov-Smirnov windowing: the newest values of a sliding window against all older ones in it. After drift the
 * newest ones are kept and the rest is forgotten.
 *
 * The published method draws as many older values at random as there are new ones; here all are used, which needs no
 * seed and sees more. Sees changes of any kind, not of the mean only. A check with every value multiplies false
 * alarms: at the default about three steady streams of 1,000 values in a hundred are called
 * drifted. Costs the sorting
 * of a window a value; states cannot be merged.
 *
 * Prefer it for changes of shape in short windows; for the mean alone ADWIN sees smaller changes.
 * @returns a new state; the one given is not changed
 * @throws RangeError when the value is not finite, or not 0 < recentValues < windowValues
 * @example kswin(KSWIN_START, 7).window // [7]
 * @see Raab, Heusinger and Schleif (2020), Reactive soft prototype computing for concept drift streams
 */
export function kswin(
  state: KswinState,
  value: number,
  { windowValues = 100, recentValues = 30, significance = 0.0001, checkEvery = 1 }: KswinOptions = {},
): KswinState {
  if (!(recentValues > 0 && recentValues < windowValues))
    throw new RangeError(`${recentValues} recent values are not a part of a window of ${windowValues}`);
  const window = [...state.window, finite(value)].slice(-windowValues);
  const values = state.values + 1;
  if (window.length < windowValues || values % checkEvery !== 0)
    return { zone: 'stable', values, window, distance: null, pValue: null };
  const recent = window.slice(-recentValues);
  const distance = distanceOf(window.slice(0, -recentValues), recent);
  const pValue = kolmogorovSmirnovPValue(distance, windowValues - recentValues, recentValues);
  const isDrift = pValue <= significance;
  return { zone: isDrift ? 'drift' : 'stable', values, window: isDrift ? recent : window, distance, pValue };
}

/** Largest distance between the cumulative shares of two samples; equal values are passed together. */
function distanceOf(older: readonly number[], recent: readonly number[]): number {
  const [a, b] = [Float64Array.from(older).sort(), Float64Array.from(recent).sort()];
  let [i, j, largest] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] ?? 0, b[j] ?? 0);
    while (a[i] === value) i += 1;
    while (b[j] === value) j += 1;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}
