import type { Zone } from './zone.ts';

export interface DdmState {
  readonly zone: Zone;
  /** Predictions since it last began, and wrong ones among them. */
  readonly values: number;
  readonly errors: number;
  /** Error rate and its standard error when their sum was lowest; null before there is one. */
  readonly best: { readonly rate: number; readonly deviation: number } | null;
}

export interface DdmOptions {
  /** Predictions before it may speak. Default: 30. */
  readonly leastValues?: number;
  /** Errors before a lowest rate counts; without one a single error after a faultless start is drift. Default: 5. */
  readonly leastErrors?: number;
  /** Standard errors above the best rate that warn. Default: 2. */
  readonly warning?: number;
  /** Standard errors above the best rate that are drift. Default: 3. */
  readonly drift?: number;
}

/** @example DDM_START.best // null */
export const DDM_START: DdmState = { zone: 'stable', values: 0, errors: 0, best: null };

/**
 * Drift Detection Method on a stream of right and wrong predictions: the error rate p with its standard error
 * s = sqrt (p (1 - p) / n) against their lowest sum so far:
 *
 *   warning when p + s > p_best + 2 s_best,   drift when p + s > p_best + 3 s_best
 *
 * Sees a sudden rise of the error rate, and no fall. p is over all predictions since it began: after a long calm it
 * is slow. That the lowest sum is picked makes the three standard errors less than they seem: of
 * steady streams of 2,000 predictions about every fourth is called drifted. Constant memory; states cannot be merged.
 *
 * Prefer EDDM for slow drifts at low error rates, ADWIN for a bound on false alarms.
 * @param isError whether the prediction was wrong
 * @returns a new state; the one given is not changed
 * @example ddm(DDM_START, true).errors // 1
 * @see Gama, Medas, Castillo and Rodrigues (2004), Learning with drift detection
 */
export function ddm(
  state: DdmState,
  isError: boolean,
  { leastValues = 30, leastErrors = 5, warning = 2, drift = 3 }: DdmOptions = {},
): DdmState {
  const from = state.zone === 'drift' ? DDM_START : state;
  const values = from.values + 1;
  const errors = from.errors + (isError ? 1 : 0);
  const rate = errors / values;
  const deviation = Math.sqrt((rate * (1 - rate)) / values);
  if (values <= leastValues || errors < leastErrors) return { ...from, values, errors };
  const level = rate + deviation;
  const isBest = from.best === null || level <= from.best.rate + from.best.deviation;
  const best = isBest ? { rate, deviation } : from.best;
  const above = (times: number) => level > best.rate + times * best.deviation;
  return { zone: above(drift) ? 'drift' : above(warning) ? 'warning' : 'stable', values, errors, best };
}
