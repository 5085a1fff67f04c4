/**
 * r - 1 - ln r, at least 0: how far a ratio of observed to expected lies from 1, in the exponent of a density.
 *
 * Near 1 the plain form subtracts two numbers of one size. There, with s = (r - 1) / (r + 1),
 * r - 1 - ln r = s (r - 1) - 2 s^3 (1/3 + s^2/5 + s^4/7 + ...), in which nothing is lost. Relative error below 1e-15
 * for 1/2 <= r <= 3/2 and below 1e-14 elsewhere.
 *
 * @param ratio  r > 0
 * @param excess r - 1, given apart by those who know it to more digits than r - 1 has
 * @example deviance(1) // 0
 * @example deviance(1, 1e-200) // 0
 * @example deviance(1, 1e-8) // 4.9999999666666675e-17
 * @see Loader (2000), Fast and accurate computation of binomial probabilities
 */
export function deviance(ratio: number, excess: number = ratio - 1): number {
  if (Math.abs(excess) > 0.5) return excess - Math.log(ratio);
  const s = excess / (2 + excess);
  const square = s * s;
  let sum = 0;
  for (let odd = LAST_ODD; odd >= 3; odd -= 2) sum = sum * square + 1 / odd;
  return s * excess - 2 * s * square * sum;
}

/** |s| is at most 1/3, so the first term left out is below 1e-17 of the sum. */
const LAST_ODD = 35;
