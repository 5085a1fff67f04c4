import { logNormalSurvival } from './normal-survival.ts';

/**
 * The z with P(Z <= z) = probability for the standard normal distribution.
 * @param probability in (0, 1)
 * @throws RangeError when it is not
 * @example normalQuantile(0.975).toFixed(9) // '1.959963985'
 */
export function normalQuantile(probability: number): number {
  return -normalUpperQuantile(probability);
}

/**
 * The z with P(Z >= z) = tail, also for a tail of 1e-300, which no probability near 1 could say.
 *
 * Newton's method on ln P(Z >= z), which is concave: from the first step on it comes down to z from above and
 * never passes it. Error below 1e-13 of z, and below 1e-15 near 0.
 *
 * @param tail in (0, 1)
 * @throws RangeError when it is not
 * @example normalUpperQuantile(1e-300).toFixed(9) // '37.047096299'
 * @see Press et al. (2007), Numerical Recipes, 3rd ed., 9.4, for the method
 */
export function normalUpperQuantile(tail: number): number {
  if (!(tail > 0 && tail < 1)) throw new RangeError(`${tail} is not between 0 and 1`);
  if (tail > 0.5) return -normalUpperQuantile(1 - tail);
  if (tail === 0.5) return 0;
  const logTail = Math.log(tail);
  let z = Math.sqrt(-2 * (logTail + Math.LN2));
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const logSurvival = logNormalSurvival(z);
    const hazard = Math.exp(-0.5 * z * z - HALF_LOG_TWO_PI - logSurvival);
    const move = (logSurvival - logTail) / hazard;
    z += move;
    if (Math.abs(move) < 1e-15 * z) break;
  }
  return z;
}

const HALF_LOG_TWO_PI = 0.9189385332046728;
/** Five are usual; near the precision of doubles the last digit may swing. */
const MOST_STEPS = 30;
