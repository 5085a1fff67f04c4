/** Makes the median deviation of normal values their standard deviation: 1 / the upper quartile of the normal. */
const NORMAL_UNITS = 1.482602218505602;

/**
 * Median of a column, and the median distance from it, in units of a standard deviation. Half of the values can be
 * anything without moving either without bound.
 * @param values NaN for missing; not changed
 * @returns undefined where no value is finite; deviation is 0 where more than half of the values are one
 * @example medianDeviation([1, 2, 3, 4, 100])?.median // 3
 * @see Hampel (1974), The influence curve and its role in robust estimation
 */
export function medianDeviation(
  values: ArrayLike<number>,
): { readonly median: number; readonly deviation: number } | undefined {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length === 0) return undefined;
  const median = middleOf(sorted);
  const distances = sorted.map((value) => Math.abs(value - median)).sort();
  return { median, deviation: NORMAL_UNITS * middleOf(distances) };
}

/** Halves before they are added: two large values do not overflow. */
function middleOf(sorted: Float64Array): number {
  const half = Math.floor(sorted.length / 2);
  const high = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? high : (sorted[half - 1] ?? 0) / 2 + high / 2;
}
