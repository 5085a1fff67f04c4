/**
 * P(K >= x) for Kolmogorov's distribution, the limit of sqrt(n) times the largest distance between an empirical
 * and the true distribution function:
 *
 *   2 sum over k >= 1 of (-1)^(k-1) exp(-2 k^2 x^2), and below 1 its theta transform
 *   1 - sqrt(2 pi) / x sum over k >= 1 of exp(-(2k-1)^2 pi^2 / (8 x^2)), which converges there.
 *
 * Relative error below 1e-10 down to 1e-300.
 * @param x >= 0
 * @returns probability in [0, 1]
 * @throws RangeError when x is not 0 or more
 * @example kolmogorovSurvival(0) // 1
 * @see Kolmogorov (1933); Marsaglia, Tsang and Wang (2003), Evaluating Kolmogorov's distribution
 */
export function kolmogorovSurvival(x: number): number {
  if (!(x >= 0)) throw new RangeError(`${x} is not 0 or more`);
  return x < 1 ? 1 - small(x) : large(x);
}

/**
 * ln P(K >= x), for tails no double holds: beyond x = 19.
 * @throws RangeError when x is not 0 or more
 * @example logKolmogorovSurvival(100).toFixed(6) // '-19999.306853'
 */
export function logKolmogorovSurvival(x: number): number {
  if (!(x >= 0)) throw new RangeError(`${x} is not 0 or more`);
  if (x < 1) return Math.log1p(-small(x));
  let others = 0;
  for (let k = 5; k >= 2; k -= 1) others += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * (k * k - 1) * x * x);
  return Math.LN2 - 2 * x * x + Math.log1p(others);
}

/**
 * P-value of the two-sample Kolmogorov-Smirnov distance, with Stephens' correction for finite samples:
 * x = (sqrt n + 0.12 + 0.11 / sqrt n) D with n = n1 n2 / (n1 + n2). From n = 20 on p-values above 1e-3 are a few
 * per cent off; far out they are too large, at 1e-30 by several times, so that nothing is called for it. The detectors ask
 * for hundreds of rows. With ties, as after binning, the p-value is conservative. Small samples: exactKolmogorovSmirnovPValue.
 *
 * @param distance in [0, 1]
 * @param rows1 rows of the first sample, >= 1
 * @param rows2 rows of the second, >= 1
 * @example kolmogorovSmirnovPValue(0, 10, 20) // 1
 * @see Stephens (1970), Use of the Kolmogorov-Smirnov, Cramer-von Mises and related statistics without tables
 */
export function kolmogorovSmirnovPValue(distance: number, rows1: number, rows2: number): number {
  const root = Math.sqrt((rows1 * rows2) / (rows1 + rows2));
  return kolmogorovSurvival((root + 0.12 + 0.11 / root) * distance);
}

/** P(K < x) for x < 1: five terms leave less than 1e-40. */
function small(x: number): number {
  if (x < 0.04) return 0;
  let sum = 0;
  for (let odd = 9; odd >= 1; odd -= 2) sum += Math.exp((-odd * odd * Math.PI * Math.PI) / (8 * x * x));
  return (Math.sqrt(2 * Math.PI) / x) * sum;
}

/** P(K >= x) for x >= 1: five terms leave less than 1e-30 of the sum. */
function large(x: number): number {
  let sum = 0;
  for (let k = 5; k >= 1; k -= 1) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return sum;
}
