import { logLowerBeta, logUpperBeta, unitPoint } from './incomplete-beta.ts';

/** Independent trials, each a success with the same probability. */
export interface Trials {
  /** Number of trials, an integer, 0 to 1e7. */
  readonly trials: number;
  /** In [0, 1]. */
  readonly probability: number;
}

/**
 * P(X >= successes) for the binomial distribution: I_p(successes, trials - successes + 1).
 *
 * Relative error below 1e-10 down to 1e-300. The number itself counts, as everywhere here: P(X > 3) is binomialSurvival(4).
 * @param successes an integer, any
 * @returns probability in [0, 1]
 * @throws RangeError when an argument is out of bounds
 * @example binomialSurvival(1, { trials: 2, probability: 0.5 }).toFixed(12) // '0.750000000000'
 * @see Abramowitz and Stegun (1964), 26.5.24
 */
export function binomialSurvival(successes: number, trials: Trials): number {
  return Math.exp(logBinomialSurvival(successes, trials));
}

/** ln P(X >= successes). @example logBinomialSurvival(2000, { trials: 2000, probability: 0.5 }).toFixed(9) // '-1386.294361120' */
export function logBinomialSurvival(successes: number, { trials, probability }: Trials): number {
  check(successes, { trials, probability });
  if (successes <= 0) return 0;
  if (successes > trials) return Number.NEGATIVE_INFINITY;
  return logLowerBeta(successes, trials - successes + 1, unitPoint(probability));
}

/** P(X <= successes). @example binomialCumulative(0, { trials: 2, probability: 0.5 }).toFixed(12) // '0.250000000000' */
export function binomialCumulative(successes: number, trials: Trials): number {
  return Math.exp(logBinomialCumulative(successes, trials));
}

/** ln P(X <= successes). @example logBinomialCumulative(9, { trials: 9, probability: 0.5 }) // 0 */
export function logBinomialCumulative(successes: number, { trials, probability }: Trials): number {
  check(successes, { trials, probability });
  if (successes < 0) return Number.NEGATIVE_INFINITY;
  if (successes >= trials) return 0;
  return logUpperBeta(successes + 1, trials - successes, unitPoint(probability));
}

function check(successes: number, { trials, probability }: Trials): void {
  if (!Number.isInteger(successes)) throw new RangeError(`${successes} successes are not a whole number`);
  if (!(Number.isInteger(trials) && trials >= 0))
    throw new RangeError(`${trials} trials are not 0, 1, 2 or more`);
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`${probability} is not in [0, 1]`);
}
