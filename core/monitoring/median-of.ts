import type { ReferenceBins } from './reference-bins.ts';

/**
 * The middle value that the counts know: the edge below which half of the present rows lie.
 * @returns null when no row has a value
 */
export function medianOf(counts: ArrayLike<number>, bins: ReferenceBins): number | null {
  const valueBins = bins.edges.length + 2;
  let present = 0;
  for (let bin = 0; bin < valueBins; bin += 1) present += counts[bin] ?? 0;
  if (present === 0) return null;
  let below = 0;
  for (let bin = 0; bin < valueBins; bin += 1) {
    below += counts[bin] ?? 0;
    // Below the lowest value and above the highest the edge of training is the best that is known.
    if (2 * below >= present)
      return bin === 0 ? bins.lowest : (bins.edges[Math.min(bin, bins.edges.length) - 1] ?? null);
  }
  return null;
}
