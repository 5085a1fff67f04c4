import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickVariant } from '#local/sagemaker/endpoints/pick-variant';
import { seededRandom } from '#local/sagemaker/endpoints/seeded-random';

const weights = fc.dictionary(
  fc.stringMatching(/^v[0-9]{1,3}$/),
  fc.double({ min: 0, max: 1e6, noNaN: true }),
);
const point = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('drawing a variant', () => {
  it('never draws a variant of weight 0, and draws one whenever there is one', () => {
    fc.assert(
      fc.property(weights, point, (given, at) => {
        const drawn = pickVariant(given, at);
        const isAny = Object.values(given).some((weight) => weight > 0);
        expect(drawn === undefined).toBe(!isAny);
        if (drawn !== undefined) expect(given[drawn]).toBeGreaterThan(0);
      }),
    );
  });

  it('gives each variant its share', () => {
    const random = seededRandom(7);
    const draws = Array.from({ length: 20_000 }, () => pickVariant({ v1: 9, v2: 1, v3: 0 }, random()));
    const share = draws.filter((drawn) => drawn === 'v2').length / draws.length;
    expect(share).toBeGreaterThan(0.09);
    expect(share).toBeLessThan(0.11);
  });

  it('repeats for the same seed', () => {
    const [a, b, c] = [seededRandom(1), seededRandom(1), seededRandom(2)];
    const draw = (random: () => number) => Array.from({ length: 5 }, random);
    const first = draw(a);
    expect(draw(b)).toEqual(first);
    expect(draw(c)).not.toEqual(first);
    expect(first.every((value) => value >= 0 && value < 1)).toBe(true);
  });
});
