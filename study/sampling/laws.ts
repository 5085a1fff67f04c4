import type { Draws } from './draws.ts';

/** A law of values, with what an oracle may know of it. */
export interface Law {
  readonly name: string;
  readonly draw: (draws: Draws) => number;
  readonly median: number;
  readonly deviation: number;
  /** The 1st and 99th percentile. */
  readonly low: number;
  readonly high: number;
  /** -f'/f: no test of a small shift is more powerful than the mean of it. */
  readonly locationScore: (value: number) => number;
}

const NORMAL_99 = 2.3263478740408408;

const normal: Law = {
  ...{ name: 'normal', median: 0, deviation: 1, low: -NORMAL_99, high: NORMAL_99 },
  draw: (draws) => draws.normal(),
  locationScore: (value) => value,
};

/** Student's t with 3 degrees of freedom: the fourth moment is infinite. */
const studentT3: Law = {
  ...{ name: 't3', median: 0, deviation: Math.sqrt(3), low: -4.540702858, high: 4.540702858 },
  // Bailey's polar method (1994): the same trials as for a normal number, and one root instead of three more.
  draw: ({ uniform }) => {
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square < 1 && square > 0) return x * Math.sqrt((3 * (1 / Math.cbrt(square * square) - 1)) / square);
    }
  },
  locationScore: (value) => (4 * value) / (3 + value * value),
};

const lognormal: Law = {
  ...{ name: 'lognormal', median: 1, deviation: Math.sqrt(Math.E * (Math.E - 1)) },
  ...{ low: Math.exp(-NORMAL_99), high: Math.exp(NORMAL_99) },
  draw: (draws) => Math.exp(draws.normal()),
  // A changed value can lie at or below 0, where the law has none.
  locationScore: (value) => (1 + Math.log(Math.max(value, 0.02))) / Math.max(value, 0.02),
};

/** Half the values about -2, half about 2. */
const bimodal: Law = {
  ...{ name: 'bimodal', median: 0, deviation: Math.sqrt(5), low: -4.053748, high: 4.053748 },
  draw: (draws) => draws.normal() + (draws.uniform() < 0.5 ? -2 : 2),
  locationScore: (value) => value - 2 * Math.tanh(2 * value),
};

export const LAWS = { normal, studentT3, lognormal, bimodal } as const;

/** The score of a small change of scale about the median. */
export function scaleScore(law: Law, value: number): number {
  return (value - law.median) * law.locationScore(value) - 1;
}
