import { logLowerBeta, logUpperBeta, type UnitPoint } from './incomplete-beta.ts';
import { monotoneRoot } from './monotone-root.ts';

/** ln x and ln (1 - x): of x = 1e-1200, which Student's t with half a degree of freedom needs, only these are doubles. */
export interface LogUnitPoint {
  readonly logX: number;
  readonly logY: number;
}

/**
 * The point with I_x(a, b) = probability.
 *
 * Solved on the scale of ln x below 1/2 and of ln (1 - x) above, from the logarithm of the smaller tail.
 * Relative error of x and of 1 - x below 1e-10 for probabilities from 1e-300, shapes as for logLowerBeta.
 *
 * @param probability in (0, 1)
 * @param a shape, >= 0.01
 * @param b shape, >= 0.01
 * @throws RangeError when an argument is out of bounds
 * @example Math.exp(lowerBetaInverse(0.25, 1, 1).logX).toFixed(12) // '0.250000000000'
 * @see Abramowitz and Stegun (1964), 26.5.22, for a first approximation that is not needed here
 */
export function lowerBetaInverse(probability: number, a: number, b: number): LogUnitPoint {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`${probability} is not between 0 and 1`);
  const isLower = probability <= 0.5;
  const logTail = isLower ? Math.log(probability) : Math.log1p(-probability);
  const excess = (at: UnitPoint) =>
    isLower ? logLowerBeta(a, b, at) - logTail : logTail - logUpperBeta(a, b, at);
  if (excess(MIDDLE) >= 0) {
    const logX = solve(excess, (at) => logLowerBeta(a, b, at) - Math.log(probability), a);
    return { logX, logY: Math.log1p(-Math.exp(logX)) };
  }
  const swapped = ({ x, y }: UnitPoint): UnitPoint => ({ x: y, y: x });
  const logY = solve(
    (at) => -excess(swapped(at)),
    (at) => logLowerBeta(b, a, at) - Math.log1p(-probability),
    b,
  );
  return { logX: Math.log1p(-Math.exp(logY)), logY };
}

/** The same for 1 - I_x(a, b) = tail. @example Math.exp(upperBetaInverse(0.25, 1, 1).logX).toFixed(12) // '0.750000000000' */
export function upperBetaInverse(tail: number, a: number, b: number): LogUnitPoint {
  const { logX, logY } = lowerBetaInverse(tail, b, a);
  return { logX: logY, logY: logX };
}

const MIDDLE: UnitPoint = { x: 0.5, y: 0.5 };
const LOG_TINY = -100;

/**
 * @param increasing in x, 0 at the root, which is at or below 1/2
 * @param surplus    ln I_x less its logarithm at the root: near 0, I_x is the power x^shape, and so is the way to the root
 */
function solve(
  increasing: (at: UnitPoint) => number,
  surplus: (at: UnitPoint) => number,
  shape: number,
): number {
  const at = (logX: number): UnitPoint => ({ x: Math.exp(logX), y: -Math.expm1(logX) });
  const atTiny = surplus(at(LOG_TINY));
  if (atTiny > 0) return LOG_TINY - atTiny / shape;
  return monotoneRoot((logX) => (logX >= -Math.LN2 ? 1 : increasing(at(logX))), -Math.LN2, 0.1);
}
