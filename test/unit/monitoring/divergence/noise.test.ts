import { expect, test } from 'vitest';
import { andersonDarling } from '#core/monitoring/divergence/anderson-darling';
import { cramerVonMises } from '#core/monitoring/divergence/cramer-von-mises';
import { hellinger } from '#core/monitoring/divergence/hellinger';
import { jensenShannon } from '#core/monitoring/divergence/jensen-shannon';
import { stabilityIndexWithNoise } from '#core/monitoring/divergence/stability-noise';
import { totalVariation } from '#core/monitoring/divergence/total-variation';
import { seededRandom } from '#core/random';
import { measured, pValueOf, relativeError } from './support/vectors.ts';

test('the expectation under no change is what random splits read on average', () => {
  const random = seededRandom('splits');
  const pooled = [400, 90, 12, 3, 1, 200];
  const window = 150;
  const compared = [jensenShannon, stabilityIndexWithNoise, hellinger, totalVariation];
  const sums = compared.map(() => 0);
  const rounds = 600;
  const values = pooled.flatMap((count, bin) => new Array<number>(count).fill(bin));
  let expected: readonly number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const drawn = pooled.map(() => 0);
    let left = window;
    values.forEach((bin, row) => {
      if (random() >= left / (values.length - row)) return;
      left -= 1;
      drawn[bin] = (drawn[bin] ?? 0) + 1;
    });
    const rest = pooled.map((count, bin) => count - (drawn[bin] ?? 0));
    const results = compared.map((compare) => measured(compare(rest, drawn)));
    results.forEach(({ statistic }, index) => (sums[index] = (sums[index] ?? 0) + statistic));
    expected = results.map((result) => result.expected);
  }
  // Four standard errors of such a mean.
  sums.forEach((sum, index) => expect(relativeError(sum / rounds, expected[index] ?? 0)).toBeLessThan(0.12));
});

test('256 equal bins of a million rows a side read a Jensen-Shannon distance of 0.008 in nats by chance', () => {
  const even = new Array<number>(256).fill(1_000_000 / 256);
  const { expected } = measured(jensenShannon(even.map(Math.round), even.map(Math.round)));
  expect(Math.sqrt(expected * Math.LN2)).toBeCloseTo(0.008, 4);
});

test('F-09 false alarms of the tests in order of values come as often as they say, ties or not', () => {
  const random = seededRandom('calm');
  const columns: readonly (readonly [string, () => number])[] = [
    ['three values', () => Math.floor(3 * random() ** 2)],
    ['mostly zeros', () => (random() < 0.6 ? 0 : Math.floor(30 * random()))],
    ['continuous', () => Math.floor(100 * random())],
  ];
  const rounds = 1200;
  for (const [name, draw] of columns) {
    const alarms = [0, 0];
    for (let round = 0; round < rounds; round += 1) {
      const count = (size: number) => {
        const counts = new Array<number>(100).fill(0);
        for (let row = 0; row < size; row += 1) {
          const bin = draw();
          counts[bin] = (counts[bin] ?? 0) + 1;
        }
        return counts;
      };
      const [baseline, window] = [count(150), count(50)];
      [cramerVonMises(baseline, window), andersonDarling([baseline, window])].forEach((result, index) => {
        if (pValueOf(measured(result)) <= 0.05) alarms[index] = (alarms[index] ?? 0) + 1;
      });
    }
    // Three standard errors: 0.05 +- 0.019.
    for (const count of alarms) {
      expect(count / rounds, name).toBeGreaterThan(0.031);
      expect(count / rounds, name).toBeLessThan(0.069);
    }
  }
});
