import { type Random, seededRandom } from '#core/random';

/** Seeded draws from the laws that the studies use: the same seed gives the same rows on every machine. */
export interface Draws {
  /** In [0, 1). */
  readonly uniform: Random;
  readonly normal: () => number;
  readonly exponential: () => number;
}

/** @param seed any text */
export function seededDraws(seed: string): Draws {
  const uniform = seededRandom(seed);
  return { uniform, normal: polarNormal(uniform), exponential: () => -Math.log(1 - uniform()) };
}

/** Integer from `from` to `to`, both included. */
export function integerBetween({ uniform }: Draws, from: number, to: number): number {
  return from + Math.floor(uniform() * (to - from + 1));
}

/** Equal chances for equal ratios: as many between 1 and 2 as between 5 and 10. */
export function logUniform({ uniform }: Draws, from: number, to: number): number {
  return from * (to / from) ** uniform();
}

/** Marsaglia's polar method: two normal numbers a trial, and no tables. */
function polarNormal(uniform: Random): () => number {
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = Number.NaN;
      return kept;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  };
}
