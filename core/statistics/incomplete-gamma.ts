import { deviance } from './deviance.ts';
import { logComplement } from './log-complement.ts';
import { stirlingError } from './log-gamma.ts';

/**
 * ln Q(a, x), where Q(a, x) = (integral from x to infinity of t^(a-1) e^-t dt) / Gamma(a): the upper tail of the
 * gamma distribution, in logarithms, since tails below 1e-308 occur with many rows.
 *
 * Series for P = 1 - Q below x = a + 1, Lentz's continued fraction for Q above, some 10 sqrt(a) terms at most. Relative
 * error of the smaller of P and Q below 1e-10 for 0.01 <= a <= 1e7, checked down to 1e-300.
 *
 * @param a shape, >= 0.01
 * @param x >= 0, Infinity allowed
 * @returns <= 0; -Infinity for an infinite x
 * @throws RangeError when a or x is out of bounds
 * @example logUpperGamma(1, 2) // -2
 * @see Press et al. (2007), Numerical Recipes, 3rd ed., 6.2
 */
export function logUpperGamma(a: number, x: number): number {
  check(a, x);
  if (x === 0) return 0;
  if (x === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  return x < a + 1 ? logComplement(logBySeries(a, x)) : logByFraction(a, x);
}

/** Q(a, x) itself. @example upperGamma(1, 0) // 1 */
export function upperGamma(a: number, x: number): number {
  return Math.exp(logUpperGamma(a, x));
}

/**
 * ln P(a, x) = ln (1 - Q(a, x)): the lower tail, with the bounds of the upper one.
 * @returns <= 0; -Infinity at x = 0
 * @throws RangeError when a or x is out of bounds
 * @example logLowerGamma(1, Math.LN2).toFixed(12) // '-0.693147180560'
 */
export function logLowerGamma(a: number, x: number): number {
  check(a, x);
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return x < a + 1 ? logBySeries(a, x) : logComplement(logByFraction(a, x));
}

const LEAST_SHAPE = 0.01;
const MOST_TERMS = 100_000;
const PRECISION = 1e-16;

function check(a: number, x: number): void {
  if (!(a >= LEAST_SHAPE && a < Number.POSITIVE_INFINITY))
    throw new RangeError(`shape ${a} is not ${LEAST_SHAPE} or more`);
  if (!(x >= 0)) throw new RangeError(`${x} is not 0 or more`);
}

/** ln P for x < a + 1 */
function logBySeries(a: number, x: number): number {
  return Math.min(0, logDensityTerm(a, x) + Math.log(lowerSeries(a, x)));
}

/** ln Q for x >= a + 1 */
function logByFraction(a: number, x: number): number {
  return logDensityTerm(a, x) + Math.log((a * upperFraction(a, x)) / x);
}

/**
 * ln (x^a e^-x / Gamma(a + 1)). For large a the obvious form subtracts numbers of size a ln a; Loader's saddle
 * point form does not.
 */
function logDensityTerm(a: number, x: number): number {
  return -a * deviance(x / a, (x - a) / a) - 0.5 * Math.log(2 * Math.PI * a) - stirlingError(a);
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
  throw new RangeError(`series of P(${a}, ${x}) does not converge`);
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
