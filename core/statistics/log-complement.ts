/**
 * ln (1 - e^logProbability): the logarithm of the other tail, without the loss of 1 - p near p = 0 and p = 1.
 * @param logProbability <= 0; the little above 0 that rounding leaves counts as 0
 * @returns <= 0; -Infinity for 0
 * @example logComplement(Math.log(0.5)) === Math.log(0.5) // true
 * @example logComplement(-1e-300).toFixed(6) // '-690.775528'
 * @see Maechler (2012), Accurately computing log(1 - exp(-|a|))
 */
export function logComplement(logProbability: number): number {
  if (Number.isNaN(logProbability))
    throw new RangeError(`${logProbability} is not the logarithm of a probability`);
  if (logProbability >= 0) return Number.NEGATIVE_INFINITY;
  return logProbability > -Math.LN2
    ? Math.log(-Math.expm1(logProbability))
    : Math.log1p(-Math.exp(logProbability));
}
