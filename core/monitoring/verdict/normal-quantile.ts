import { normalSurvival } from '../../statistics/normal-survival.ts';

/**
 * The value below which a standard normal variable lies with this probability.
 *
 * Newton's method on ln P(Z > z), which is concave: from the bound P(Z > z) <= exp(-z^2 / 2) / 2 it comes down to the
 * root without crossing it. Relative error below 1e-9 for probabilities down to 1e-300.
 * @param probability in (0, 1)
 * @throws RangeError when it is not
 * @example normalQuantile(0.5) // 0
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`${probability} is not between 0 and 1`);
  if (probability < 0.5) return -upperQuantile(probability);
  return probability === 0.5 ? 0 : upperQuantile(1 - probability);
}

/** @param tail P(Z > z), in (0, 1/2) */
function upperQuantile(tail: number): number {
  let z = Math.sqrt(Math.max(0, -2 * Math.log(2 * tail)));
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const survival = normalSurvival(z);
    const hazard = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI) / survival;
    const move = Math.log(survival / tail) / hazard;
    z += move;
    if (Math.abs(move) < 1e-12 * (1 + z)) break;
  }
  return z;
}

const MOST_STEPS = 100;
