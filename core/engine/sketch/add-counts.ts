/** Adds counts to others place by place, in place; a count has the same place in both. */
export function addCounts(to: Float64Array, from: ArrayLike<number>): void {
  for (let place = 0; place < from.length; place += 1) to[place] = (to[place] ?? 0) + (from[place] ?? 0);
}

/** @example totalOf([1, 2, 3]) // 6 */
export function totalOf(counts: Float64Array | readonly number[]): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
