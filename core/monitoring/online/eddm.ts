import type { Zone } from './zone.ts';

export interface EddmState {
  readonly zone: Zone;
  /** Predictions since it last began, wrong ones among them, and where the last of these was. */
  readonly values: number;
  readonly errors: number;
  readonly lastError: number;
  /** Of the distances between errors: mean and sum of squared deviations. */
  readonly mean: number;
  readonly squares: number;
  /** Largest mean + 2 deviations so far; null before there is one. */
  readonly largest: number | null;
}

export interface EddmOptions {
  /** Predictions, and errors, before it may speak. Default: 30. */
  readonly leastValues?: number;
  /** Share of the largest distance below which it warns, in (0, 1). Default: 0.95. */
  readonly warning?: number;
  /** Share of the largest distance below which it is drift, at most `warning`. Default: 0.9. */
  readonly drift?: number;
}

/** @example EDDM_START.errors // 0 */
export const EDDM_START: EddmState = {
  ...{ zone: 'stable', values: 0, errors: 0, lastError: 0 },
  ...{ mean: 0, squares: 0, largest: null },
};

/**
 * Early Drift Detection Method on a stream of right and wrong predictions: how far apart errors are, mean d and
 * standard deviation s of the distances, against their largest so far:
 *
 *   warning when (d + 2 s) / (d + 2 s)_largest < 0.95,   drift when < 0.9
 *
 * Speaks at errors only, and sees slow drifts at low error rates earlier than DDM does. Its bars are shares and no
 * standard errors: most steady streams of 2,000 predictions are called drifted at the defaults, so that it suits
 * a comparison of detectors on replayed data, never an alarm by itself. Constant memory; states cannot be merged.
 * @param isError whether the prediction was wrong
 * @returns a new state; the one given is not changed
 * @throws RangeError when drift is above warning
 * @example eddm(EDDM_START, false).values // 1
 * @see Baena-García et al. (2006), Early drift detection method
 */
export function eddm(
  state: EddmState,
  isError: boolean,
  { leastValues = 30, warning = 0.95, drift = 0.9 }: EddmOptions = {},
): EddmState {
  if (drift > warning) throw new RangeError(`drift at ${drift} would come before the warning at ${warning}`);
  const from = state.zone === 'drift' ? EDDM_START : state;
  const values = from.values + 1;
  if (!isError) return { ...from, values };
  const errors = from.errors + 1;
  const distance = values - from.lastError;
  const mean = from.mean + (distance - from.mean) / errors;
  const squares = from.squares + (distance - from.mean) * (distance - mean);
  const next = { values, errors, lastError: values, mean, squares };
  if (values <= leastValues) return { ...next, zone: 'stable', largest: null };
  const level = mean + 2 * Math.sqrt(errors > 1 ? squares / (errors - 1) : 0);
  if (from.largest === null || level > from.largest) return { ...next, zone: 'stable', largest: level };
  const share = level / from.largest;
  const isSpeaking = errors > leastValues;
  const zone = !isSpeaking || share >= warning ? 'stable' : share < drift ? 'drift' : 'warning';
  return { ...next, zone, largest: from.largest };
}
