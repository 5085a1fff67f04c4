import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { baselineColumn } from '#core/monitoring/baseline';
import { binOf } from '#core/monitoring/reference-bins';
import { countInBins } from '#study/sampling/count-in-bins';
import { logUniform, seededDraws } from '#study/sampling/draws';
import { LAWS } from '#study/sampling/laws';

describe('countInBins', () => {
  it('counts every value in the bin that the product puts it in', () => {
    const value = fc.oneof(
      fc.double(),
      fc.integer({ min: -30, max: 30 }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, Number.MAX_VALUE),
    );
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 80 }),
        fc.array(value, { maxLength: 40 }),
        (training, window) => {
          const { bins } = baselineColumn('x', training, []);
          const values = Float64Array.from([...window, ...bins.edges, ...training]);
          const expected = new Array<number>(bins.edges.length + 3).fill(0);
          for (const one of values) expected[binOf(one, bins)]! += 1;
          expect(countInBins(values, bins)).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each(Object.values(LAWS))('counts 250 bins of $name rows', (law) => {
    const draws = seededDraws(law.name);
    const values = Float64Array.from({ length: 5000 }, () => law.draw(draws));
    const { bins, counts } = baselineColumn(law.name, values, []);
    expect(bins.edges.length).toBe(249);
    expect(countInBins(values, bins)).toEqual(counts);
  });
});

describe('laws', () => {
  test.each(Object.values(LAWS))('$name has the quantiles that it says', (law) => {
    const draws = seededDraws('quantiles');
    const values = Float64Array.from({ length: 200_000 }, () => law.draw(draws));
    const below = (limit: number) => values.filter((value) => value < limit).length / values.length;
    expect(below(law.low)).toBeCloseTo(0.01, 2.7);
    expect(below(law.median)).toBeCloseTo(0.5, 2);
    expect(below(law.high)).toBeCloseTo(0.99, 2.7);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    // The fourth moment of t3 is infinite: its variance converges slowly.
    expect(Math.abs(Math.sqrt(variance) / law.deviation - 1)).toBeLessThan(0.08);
  });

  test.each(Object.values(LAWS))('the score of $name has mean 0: it is -f/f of its own density', (law) => {
    const draws = seededDraws('scores');
    const scores = Array.from({ length: 100_000 }, () => law.locationScore(law.draw(draws)));
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
  });
});

describe('seededDraws', () => {
  it('gives the same rows for the same seed, and others for another', () => {
    const row = (seed: string) => {
      const draws = seededDraws(seed);
      return [draws.uniform(), draws.normal(), draws.normal(), draws.exponential(), logUniform(draws, 1, 10)];
    };
    expect(row('a')).toEqual(row('a'));
    expect(row('a')).not.toEqual(row('b'));
  });
});
