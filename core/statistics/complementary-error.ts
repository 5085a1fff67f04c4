import { logUpperGamma, upperGamma } from './incomplete-gamma.ts';
import { logComplement } from './log-complement.ts';

/**
 * erfc(x) = 1 - erf(x) = Q(1/2, x^2) for x >= 0: the complement keeps its digits where erf rounds to 1.
 * Relative error below 1e-10 down to 1e-300; 0 from x = 27 on, where the logarithm goes on.
 * @param x any sign
 * @returns in [0, 2]
 * @throws RangeError when x is not a number
 * @example complementaryError(0) // 1
 * @see Abramowitz and Stegun (1964), 6.5.17
 */
export function complementaryError(x: number): number {
  return x < 0 ? 2 - upperGamma(0.5, x * x) : upperGamma(0.5, x * x);
}

/**
 * ln erfc(x). Absolute error below 1e-13 up to x = 30, relative error below 1e-14 beyond.
 * @param x any sign; -Infinity comes back from x = 1.4e154 on, where x^2 is no double
 * @throws RangeError when x is not a number
 * @example logComplementaryError(100).toFixed(6) // '-10005.177585'
 */
export function logComplementaryError(x: number): number {
  const logTail = logUpperGamma(0.5, x * x);
  return x < 0 ? Math.LN2 + logComplement(logTail - Math.LN2) : logTail;
}
