import { logGamma, STIRLING_FROM, stirlingError } from './log-gamma.ts';

/**
 * ln Q(a, x), where Q(a, x) = (integral from x to infinity of t^(a-1) e^-t dt) / Gamma(a): the upper tail of the
 * gamma distribution, in logarithms, since tails below 1e-308 occur with many rows.
 *
 * Series for P = 1 - Q below x = a + 1, Lentz's continued fraction for Q above. Relative error of Q below 1e-10
 * for 0.5 <= a <= 1e4, checked down to Q = 1e-300.
 *
 * @param a shape, >= 0.5
 * @param x >= 0, Infinity allowed
 * @returns <= 0; -Infinity for an infinite x
 * @throws RangeError when a or x is out of bounds
 * @example logUpperGamma(1, 2) // -2
 * @see Press et al. (2007), Numerical Recipes, 3rd ed., 6.2
 */
export function logUpperGamma(a: number, x: number): number {
  if (!(a >= 0.5 && a < Number.POSITIVE_INFINITY)) throw new RangeError(`shape ${a} is not 0.5 or more`);
  if (!(x >= 0)) throw new RangeError(`${x} is not 0 or more`);
  if (x === 0) return 0;
  if (x === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  if (x < a + 1) return Math.log1p(-Math.exp(logDensityTerm(a, x)) * lowerSeries(a, x));
  return logDensityTerm(a, x) + Math.log((a * upperFraction(a, x)) / x);
}

/** Q(a, x) itself. @example upperGamma(1, 0) // 1 */
export function upperGamma(a: number, x: number): number {
  return Math.exp(logUpperGamma(a, x));
}

const MOST_TERMS = 100_000;
const PRECISION = 1e-16;

/**
 * ln (x^a e^-x / Gamma(a + 1)). For large a the obvious form subtracts numbers of size a ln a; Loader's saddle
 * point form does not.
 */
function logDensityTerm(a: number, x: number): number {
  if (a < STIRLING_FROM) return a * Math.log(x) - x - logGamma(a + 1);
  const relative = (x - a) / a;
  return -a * (relative - Math.log1p(relative)) - 0.5 * Math.log(2 * Math.PI * a) - stirlingError(a);
}

/** P(a, x) / (x^a e^-x / Gamma(a + 1)) = 1 + x/(a+1) + x^2/((a+1)(a+2)) + ... */
function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < MOST_TERMS; n += 1) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * PRECISION) return sum;
  }
  throw new RangeError(`series of Q(${a}, ${x}) does not converge`);
}

/** Q(a, x) / (x^a e^-x / Gamma(a)), times x: x/(x+1-a- 1(1-a)/(x+3-a- ...)), by the modified Lentz method. */
function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < MOST_TERMS; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = numerator * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + numerator / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < 3 * PRECISION) return value * x;
  }
  throw new RangeError(`continued fraction of Q(${a}, ${x}) does not converge`);
}
