const MOST_PLACES = 45;
/** Powers of ten up to 10^22 are doubles; 10^45 = 2^45 * 5^45 is still the sum of two of them. */
const POWER = Float64Array.from({ length: MOST_PLACES + 1 }, (_, places) => Number(`1e${places}`));
const POWER_REST = Float64Array.from({ length: MOST_PLACES + 1 }, (_, places) =>
  Number(10n ** BigInt(places) - BigInt(POWER[places] ?? 0)),
);
/** Each power as the sum of two halves of 26 bits, whose products with other halves are exact (Dekker). */
const SPLIT = 2 ** 27 + 1;
const POWER_HIGH = POWER.map((power) => SPLIT * power - (SPLIT * power - power));
const POWER_LOW = POWER.map((power, places) => power - (POWER_HIGH[places] ?? 0));
const INVERSE = POWER.map((power) => 1 / power);
/** The corrected quotient is off by less than this part of itself; its last bit is 2^-53 of it. */
const UNCERTAINTY = 2 ** -97;

/**
 * The double nearest to (whole + rest) / 10^places, where the sum may have more digits than a double.
 *
 * The quotient of two doubles is corrected by its remainder, which sums and products of halves give exactly (Dekker).
 * What is left is an error far below the last bit; only when even that could decide between two doubles is there no
 * answer.
 *
 * @param whole  an integer that is a double, >= rest or 0
 * @param rest  an integer in [0, 10^9)
 * @param places  an integer >= 0
 * @returns NaN when it cannot be sure, or for more than 45 places
 * @example divideByPower(12345678901234500, 67, 17) // 0.12345678901234567
 * @see Dekker (1971), A floating-point technique for extending the available precision
 */
export function divideByPower(whole: number, rest: number, places: number): number {
  if (places > MOST_PLACES) return Number.NaN;
  const sum = whole + rest;
  const sumRest = rest - (sum - whole);
  const power = POWER[places] ?? 1;
  const inverse = INVERSE[places] ?? 1;
  const quotient = sum * inverse;
  const spread = SPLIT * quotient;
  const high = spread - (spread - quotient);
  const low = quotient - high;
  const product = quotient * power;
  const powerHigh = POWER_HIGH[places] ?? 0;
  const powerLow = POWER_LOW[places] ?? 0;
  const productRest = high * powerHigh - product + high * powerLow + low * powerHigh + low * powerLow;
  const remainder = sum - product - productRest + (sumRest - quotient * (POWER_REST[places] ?? 0));
  const correction = remainder * inverse;
  const uncertainty = quotient * UNCERTAINTY;
  const value = quotient + (correction + uncertainty);
  return value === quotient + (correction - uncertainty) ? value : Number.NaN;
}
