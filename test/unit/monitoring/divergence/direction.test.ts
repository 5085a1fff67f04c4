import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { binnedMoments, type Moments } from '#core/monitoring/divergence/moments';
import { type Direction, driftDirection } from '#core/monitoring/divergence/direction';
import { binCount, binOf, referenceBins } from '#core/monitoring/reference-bins';
import { seededRandom } from '#core/random';
import { measured } from './support/vectors.ts';

/** Standard normal values by Box and Muller. */
function normalDraws(seed: string): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
const draw = normalDraws('training');
const training = Array.from({ length: 5000 }, draw);
const bins = referenceBins(training);
const countsOf = (values: readonly number[], of = bins) => {
  const counts = new Array<number>(binCount(of)).fill(0);
  for (const value of values) {
    const bin = binOf(value, of);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
};
const baseline = countsOf(training);
const momentsOf = (values: readonly number[]): Moments =>
  binnedMoments(
    values.map(() => 1),
    values,
  );
const windowOf = (change: (value: number, row: number) => number, rows = 1500) => {
  const next = normalDraws('window');
  return Array.from({ length: rows }, (_, row) => change(next(), row));
};

describe('driftDirection', () => {
  test.each<[string, (value: number, row: number) => number, Direction]>([
    ['a shift upwards', (value) => value + 0.3, 'up'],
    ['a shift downwards', (value) => value - 0.3, 'down'],
    ['a shift far out of the range', (value) => value + 50, 'up'],
    ['a tenth of the rows far up', (value, row) => (row % 10 === 0 ? value + 5 : value), 'up'],
    ['doubled spread', (value) => 2 * value, 'wider'],
    ['halved spread', (value) => value / 2, 'narrower'],
    ['spread far out of the range', (value) => 100 * value, 'wider'],
    ['heaps at one value', (value, row) => (row % 5 === 0 ? 0.3012 : value), 'shape'],
    ['a third gone missing', (value, row) => (row % 3 === 0 ? Number.NaN : value), 'more-missing'],
    ['all gone missing', () => Number.NaN, 'more-missing'],
    ['the same law', (value) => value, 'none'],
  ])('F-08 has a word for %s', (_, change, direction) => {
    expect(driftDirection({ counts: baseline }, { counts: countsOf(windowOf(change)) })).toMatchObject({
      direction,
    });
  });

  it('knows when fewer are missing', () => {
    const before = [...baseline.slice(0, -1), 5000];
    expect(
      driftDirection({ counts: before }, { counts: countsOf(windowOf((value) => value)) }),
    ).toMatchObject({
      direction: 'fewer-missing',
    });
  });

  it('by moments sees what happens inside one bin', () => {
    const flat = referenceBins(training.map((_, row) => (row % 25 === 0 ? 0 : 1000)));
    const before = training.map((value) => 1001 + Math.abs(value));
    const now = windowOf((value) => 1002 + Math.abs(value));
    const spread = windowOf((value) => 1001.8 + 2 * (Math.abs(value) - 0.8));
    const side = (values: readonly number[]) => ({
      counts: countsOf(values, flat),
      moments: momentsOf(values),
    });
    expect(driftDirection(side(before), side(now))).toMatchObject({ direction: 'up', location: 0 });
    expect(driftDirection(side(now), side(before))).toMatchObject({ direction: 'down' });
    expect(driftDirection(side(before), side(spread))).toMatchObject({ direction: 'wider' });
    expect(driftDirection({ counts: side(before).counts }, side(now))).toMatchObject({ direction: 'none' });
  });

  it('F-08 turns round with the samples, and up is down when the values are turned round', () => {
    const opposite: Partial<Record<Direction, Direction>> = {
      up: 'down',
      down: 'up',
      wider: 'narrower',
      narrower: 'wider',
      'more-missing': 'fewer-missing',
      'fewer-missing': 'more-missing',
    };
    const counts = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const there = driftDirection({ counts: a }, { counts: b });
        const back = driftDirection({ counts: b }, { counts: a });
        expect(back.isApplicable).toBe(there.isApplicable);
        if (!there.isApplicable || !back.isApplicable) return;
        expect(Number.isFinite(there.location + there.scale)).toBe(true);
        expect(back.direction).toBe(opposite[there.direction] ?? there.direction);
        const turned = (all: readonly number[]) => [...all.slice(0, -1).toReversed(), all.at(-1) ?? 0];
        const mirrored = measured(driftDirection({ counts: turned(a) }, { counts: turned(b) }));
        expect(mirrored.location).toBeCloseTo(-there.location, 6);
        expect(mirrored.scale).toBeCloseTo(there.scale, 6);
      }),
    );
  });

  it('F-09 finds a word for few windows in which nothing changed', () => {
    const next = normalDraws('calm');
    let words = 0;
    for (let window = 0; window < 400; window += 1) {
      const values = Array.from({ length: 300 }, next);
      if (measured(driftDirection({ counts: baseline }, { counts: countsOf(values) })).direction !== 'none')
        words += 1;
    }
    // One in a thousand for each of three parts; the rest has a longer tail than a normal part.
    expect(words).toBeLessThan(7);
  });

  test.each([
    ['an empty window', [1, 2, 0], [0, 0, 0], 'no-window-rows'],
    ['no training rows', [0, 0, 0], [1, 2, 0], 'no-baseline-rows'],
  ])('F-02 has a reason for %s', (_, before, now, reason) => {
    expect(driftDirection({ counts: before }, { counts: now })).toEqual({ isApplicable: false, reason });
  });

  it('F-08 has nothing to say of constants and of columns that never had a value', () => {
    expect(driftDirection({ counts: [0, 9, 0, 0] }, { counts: [0, 500, 0, 0] })).toMatchObject({
      direction: 'none',
    });
    expect(driftDirection({ counts: [0, 0, 9] }, { counts: [0, 0, 500] })).toMatchObject({
      direction: 'none',
    });
  });
});
