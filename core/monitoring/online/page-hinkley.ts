import { finite, type Zone } from './zone.ts';

export interface PageHinkleyState {
  readonly zone: Exclude<Zone, 'warning'>;
  /** Which way the mean went when drift was said. */
  readonly direction: 'up' | 'down' | null;
  /** Values since it last began. */
  readonly values: number;
  readonly mean: number;
  readonly rise: number;
  readonly lowestRise: number;
  readonly fall: number;
  readonly highestFall: number;
}

export interface PageHinkleyOptions {
  /** Values before it may speak. Default: 30. */
  readonly leastValues?: number;
  /** Change of the mean that is not worth speaking of, in the unit of the values. Default: 0.005. */
  readonly tolerance?: number;
  /** Sum of deviations that is drift, in the unit of the values. Default: 50. */
  readonly threshold?: number;
  /** Weight of the past in each step, in (0, 1]. Default: 0.9999. */
  readonly memory?: number;
  /** Which change counts; a stream of errors is watched upwards. Default: both. */
  readonly watch?: 'up' | 'down' | 'both';
}

/** @example PAGE_HINKLEY_START.zone // 'stable' */
export const PAGE_HINKLEY_START: PageHinkleyState = {
  ...{ zone: 'stable', direction: null, values: 0, mean: 0 },
  ...{ rise: 0, lowestRise: 0, fall: 0, highestFall: 0 },
};

/**
 * Page-Hinkley test: a cumulative sum of deviations from the running mean, and how far it stands from its extreme:
 *
 *   m <- memory m + (x - mean - tolerance),   drift up when m - min m > threshold; downwards alike
 *
 * A shift by s is found after about threshold / (s - tolerance) values, so that the threshold is a choice between
 * delay and false alarms; it is in the unit of the values, which is why errors are best scaled first. Constant
 * memory. Sequential: two states cannot be merged, and the order of values matters.
 *
 * Prefer it to ADWIN when the size of a shift that matters is known beforehand, and cost a value counts.
 * @returns a new state; the one given is not changed
 * @throws RangeError when the value is not finite
 * @example pageHinkley(PAGE_HINKLEY_START, 1).mean // 1
 * @see Page (1954), Continuous inspection schemes; Hinkley (1971)
 */
export function pageHinkley(
  state: PageHinkleyState,
  value: number,
  {
    leastValues = 30,
    tolerance = 0.005,
    threshold = 50,
    memory = 0.9999,
    watch = 'both',
  }: PageHinkleyOptions = {},
): PageHinkleyState {
  const from = state.zone === 'drift' ? PAGE_HINKLEY_START : state;
  const values = from.values + 1;
  const mean = from.mean + (finite(value) - from.mean) / values;
  const rise = memory * from.rise + value - mean - tolerance;
  const fall = memory * from.fall + value - mean + tolerance;
  const lowestRise = Math.min(from.lowestRise, rise);
  const highestFall = Math.max(from.highestFall, fall);
  const isUp = watch !== 'down' && rise - lowestRise > threshold;
  const isDown = watch !== 'up' && highestFall - fall > threshold;
  const isDrift = values >= leastValues && (isUp || isDown);
  return {
    ...{ zone: isDrift ? 'drift' : 'stable', direction: !isDrift ? null : isUp ? 'up' : 'down' },
    ...{ values, mean, rise, lowestRise, fall, highestFall },
  };
}
