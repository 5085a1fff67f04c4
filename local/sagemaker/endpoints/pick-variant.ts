/**
 * A variant drawn by weight.
 * @param weights  weight by variant, each >= 0
 * @param point  in [0, 1)
 * @returns undefined when no weight is above 0
 */
export function pickVariant(weights: Readonly<Record<string, number>>, point: number): string | undefined {
  const entries = Object.entries(weights).filter(([, weight]) => weight > 0);
  let left = point * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [variant, weight] of entries) {
    left -= weight;
    if (left < 0) return variant;
  }
  // Rounding may leave a hair above the last weight.
  return entries.at(-1)?.[0];
}
