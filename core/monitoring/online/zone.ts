/** What a detector says after a value. drift is said once; with the next value it begins anew. */
export type Zone = 'stable' | 'warning' | 'drift';

/**
 * The value itself, once it is a number: a missing error is left out by the caller, not counted as one.
 * @throws RangeError when it is not finite
 * @example finite(0.5) // 0.5
 */
export function finite(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not an error that can be measured`);
  return value;
}
