import { logBinomialCumulative } from '../statistics/binomial-survival.ts';
import { chiSquareSurvival } from '../statistics/chi-square-survival.ts';

/** Rows on which exactly one of two classifiers is right; the others say nothing about which is better. */
export interface DiscordantRows {
  readonly onlyFirst: number;
  readonly onlySecond: number;
}

export interface McNemarOutcome {
  /** (onlySecond - onlyFirst)^2 / (onlyFirst + onlySecond); 0 without discordant rows */
  readonly statistic: number;
  /** Exact, two-sided: never above its level, and often far below it. */
  readonly pValue: number;
  /** The observed number counted half: near its level, rarely above. The one to use where the guarantee is not needed. */
  readonly midPValue: number;
  /** By the chi-square law of the statistic; wants 25 discordant rows or more. */
  readonly asymptoticPValue: number;
}

/**
 * McNemar's test that two classifiers, judged on the same rows, are right equally often.
 *
 * Under that hypothesis the smaller count of discordant rows is binomial with probability 1/2:
 * p = 2 P(X <= min), mid-p = P(X <= min) + P(X <= min - 1), both at most 1. Rows must be independent.
 * @param discordant counts, integers >= 0
 * @throws RangeError when a count is not a whole number of rows
 * @example mcnemarTest({ onlyFirst: 0, onlySecond: 5 }).pValue.toFixed(12) // '0.062500000000'
 * @example mcnemarTest({ onlyFirst: 0, onlySecond: 0 }) // { statistic: 0, pValue: 1, midPValue: 1, asymptoticPValue: 1 }
 * @see McNemar (1947); Fagerland, Lydersen and Laake (2013), The McNemar test for binary matched-pairs data
 */
export function mcnemarTest({ onlyFirst, onlySecond }: DiscordantRows): McNemarOutcome {
  for (const count of [onlyFirst, onlySecond])
    if (!(Number.isSafeInteger(count) && count >= 0))
      throw new RangeError(`${count} is not a whole number of rows`);
  const rows = onlyFirst + onlySecond;
  if (rows === 0) return { statistic: 0, pValue: 1, midPValue: 1, asymptoticPValue: 1 };
  const smaller = Math.min(onlyFirst, onlySecond);
  const upTo = (count: number) => Math.exp(logBinomialCumulative(count, { trials: rows, probability: 0.5 }));
  const statistic = (onlySecond - onlyFirst) ** 2 / rows;
  return {
    statistic,
    pValue: Math.min(1, 2 * upTo(smaller)),
    midPValue: Math.min(1, upTo(smaller) + upTo(smaller - 1)),
    asymptoticPValue: chiSquareSurvival(statistic, 1),
  };
}

/**
 * Counts the discordant rows of two classifiers.
 * @throws RangeError when the lengths differ
 * @example discordantRows([1, 0, 1], [1, 1, 1], [0, 0, 1]) // { onlyFirst: 1, onlySecond: 1 }
 */
export function discordantRows(
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): DiscordantRows {
  if (first.length !== labels.length || second.length !== labels.length)
    throw new RangeError(`${first.length} and ${second.length} predictions for ${labels.length} labels`);
  let [onlyFirst, onlySecond] = [0, 0];
  for (let row = 0; row < labels.length; row += 1) {
    const [isFirst, isSecond] = [first[row] === labels[row], second[row] === labels[row]];
    if (isFirst && !isSecond) onlyFirst += 1;
    if (isSecond && !isFirst) onlySecond += 1;
  }
  return { onlyFirst, onlySecond };
}
