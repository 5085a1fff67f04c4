import { deviance } from './deviance.ts';
import { logComplement } from './log-complement.ts';
import { stirlingError } from './log-gamma.ts';

/** A point of [0, 1] and what is left of 1, each to full precision: 1 - x has lost the digits of a small x. */
export interface UnitPoint {
  readonly x: number;
  /** 1 - x */
  readonly y: number;
}

/** @example unitPoint(0.25) // { x: 0.25, y: 0.75 } */
export function unitPoint(x: number): UnitPoint {
  return { x, y: 1 - x };
}

/**
 * The point x whose odds x / (1 - x) are these.
 * @param odds >= 0, Infinity allowed
 * @example unitPointOfOdds(3) // { x: 0.75, y: 0.25 }
 */
export function unitPointOfOdds(odds: number): UnitPoint {
  return odds === Number.POSITIVE_INFINITY ? { x: 1, y: 0 } : { x: odds / (1 + odds), y: 1 / (1 + odds) };
}

/**
 * ln I_x(a, b), where I_x(a, b) = (integral from 0 to x of t^(a-1) (1-t)^(b-1) dt) / B(a, b): the lower tail of the
 * beta distribution, in logarithms. Binomial, Student's t and F are forms of it.
 *
 * Didonato and Morris' continued fraction below the mean a / (a + b), about sqrt(a + b) terms at most, and
 * the complement of the other tail above it. The density in front is in Loader's saddle point form: the
 * exponent is a sum of deviances and not a difference of numbers of size (a + b) ln (a + b). Relative error of I below
 * 1e-10 for 0.01 <= a, b and a + b <= 1e7, checked down to I = 1e-300.
 *
 * @param a  shape, >= 0.01
 * @param b  shape, >= 0.01
 * @param at point, x and y = 1 - x in [0, 1]
 * @returns <= 0; -Infinity at x = 0
 * @throws RangeError when a shape or the point is out of bounds
 * @example logLowerBeta(1, 1, unitPoint(0.5)).toFixed(12) // '-0.693147180560'
 * @see Didonato and Morris (1992), Algorithm 708: significant digit computation of the incomplete beta function ratios
 */
export function logLowerBeta(a: number, b: number, at: UnitPoint): number {
  for (const shape of [a, b])
    if (!(shape >= LEAST_SHAPE && shape < Number.POSITIVE_INFINITY))
      throw new RangeError(`shape ${shape} is not ${LEAST_SHAPE} or more`);
  if (!(at.x >= 0 && at.y >= 0 && Math.abs(at.x + at.y - 1) < 1e-14))
    throw new RangeError(`${at.x} and ${at.y} are not a point of [0, 1] and its complement`);
  if (at.x === 0) return Number.NEGATIVE_INFINITY;
  if (at.y === 0) return 0;
  const belowMean = distanceToMean(a, b, at);
  return belowMean >= 0
    ? Math.min(0, logTail(a, b, { ...at, belowMean }))
    : logComplement(logTail(b, a, { x: at.y, y: at.x, belowMean: -belowMean }));
}

/** ln (1 - I_x(a, b)), to full precision also when it is small. @example logUpperBeta(2, 2, unitPoint(0)) // 0 */
export function logUpperBeta(a: number, b: number, at: UnitPoint): number {
  return logLowerBeta(b, a, { x: at.y, y: at.x });
}

const LEAST_SHAPE = 0.01;
const MOST_TERMS = 100_000;
const PRECISION = 1e-16;

interface PointBelowMean extends UnitPoint {
  /** a - (a + b) x, >= 0 */
  readonly belowMean: number;
}

/** a - (a + b) x, from whichever of x and y is the small one. */
function distanceToMean(a: number, b: number, { x, y }: UnitPoint): number {
  return x <= y ? a - (a + b) * x : (a + b) * y - b;
}

function logTail(a: number, b: number, at: PointBelowMean): number {
  return logDensityTerm(a, b, at) - Math.log(fraction(a, b, at));
}

/** ln (x^a y^b / B(a, b)) */
function logDensityTerm(a: number, b: number, { x, y, belowMean }: PointBelowMean): number {
  const n = a + b;
  const exponent = a * deviance((n * x) / a, -belowMean / a) + b * deviance((n * y) / b, belowMean / b);
  const stirling = stirlingError(n) - stirlingError(a) - stirlingError(b);
  return 0.5 * Math.log((a / n) * (b / (2 * Math.PI))) - exponent + stirling;
}

/** x^a y^b / B(a, b) / I_x(a, b), by the modified Lentz method. */
function fraction(a: number, b: number, { x, belowMean }: PointBelowMean): number {
  const tiny = 1e-300;
  const partial = (m: number) =>
    m + (m * (b - m) * x) / (a + 2 * m - 1) + ((a + m) * (belowMean + 1 + m * (2 - x))) / (a + 2 * m + 1);
  let value = (a * (belowMean + 1)) / (a + 1);
  let c = value;
  let d = 0;
  for (let m = 1; m < MOST_TERMS; m += 1) {
    const before = a + 2 * m - 1;
    const numerator = ((((a + m - 1) / before) * (a + b + m - 1)) / before) * m * (b - m) * x * x;
    const denominator = partial(m);
    d = denominator + numerator * d;
    if (Math.abs(d) < tiny) d = tiny;
    c = denominator + numerator / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 3 * PRECISION) return value;
  }
  throw new RangeError(`continued fraction of I_${x}(${a}, ${b}) does not converge`);
}
