import { logLowerBeta, unitPointOfOdds } from './incomplete-beta.ts';
import { logComplement } from './log-complement.ts';

/**
 * P(T >= t) for Student's t distribution: half of I_x(df / 2, 1/2) at x = df / (df + t^2) for t >= 0.
 *
 * Relative error below 1e-10 down to 1e-300, for 0.02 to 1e7 degrees of freedom. P(T <= t) is studentTSurvival(-t).
 * @param t any sign
 * @param degreesOfFreedom >= 0.02, fractions allowed
 * @returns probability in [0, 1]
 * @throws RangeError when an argument is out of bounds
 * @example studentTSurvival(1, 1).toFixed(12) // '0.250000000000'
 * @see Abramowitz and Stegun (1964), 26.7.1 and 26.5.27
 */
export function studentTSurvival(t: number, degreesOfFreedom: number): number {
  return Math.exp(logStudentTSurvival(t, degreesOfFreedom));
}

/** ln P(T >= t). @example logStudentTSurvival(0, 7).toFixed(12) // '-0.693147180560' */
export function logStudentTSurvival(t: number, degreesOfFreedom: number): number {
  if (Number.isNaN(t)) throw new RangeError('t is not a number');
  if (!(degreesOfFreedom > 0)) throw new RangeError(`${degreesOfFreedom} degrees of freedom are not above 0`);
  if (t < 0) return logComplement(logStudentTSurvival(-t, degreesOfFreedom));
  const far = FAR * Math.sqrt(degreesOfFreedom);
  // There the tail is a power of t to all digits, and t^2 would soon be no double.
  if (t > far) return logStudentTSurvival(far, degreesOfFreedom) - degreesOfFreedom * Math.log(t / far);
  const { x, y } = unitPointOfOdds((t * t) / degreesOfFreedom);
  return logLowerBeta(degreesOfFreedom / 2, 0.5, { x: y, y: x }) - Math.LN2;
}

const FAR = 1e100;
