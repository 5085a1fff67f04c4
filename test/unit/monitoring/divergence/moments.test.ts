import fc from 'fast-check';
import { expect, it } from 'vitest';
import { binnedMoments, mergeMoments } from '#core/monitoring/divergence/moments';

const POSITIONS = Array.from({ length: 12 }, (_, bin) => 10 * bin ** 2);
const counts = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 12, maxLength: 12 });
const none = POSITIONS.map(() => 0);

it('of parts merge to those of the whole', () => {
  const parts = fc.oneof(counts, fc.constant(none));
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const merged = mergeMoments(binnedMoments(a, POSITIONS), binnedMoments(b, POSITIONS));
      const whole = binnedMoments(
        a.map((count, bin) => count + (b[bin] ?? 0)),
        POSITIONS,
      );
      expect(merged.rows).toBe(whole.rows);
      const unit = Math.sqrt(whole.squares / Math.max(1, whole.rows)) || 1;
      expect(Math.abs(merged.mean - whole.mean) / unit).toBeLessThan(1e-9);
      (['squares', 'cubes', 'fourths'] as const).forEach((power, index) => {
        const size = whole.rows * unit ** (index + 2);
        // A rare value far out makes the fourth powers larger than the fourth power of the deviation.
        const bound = 1e-9 * Math.max(size, whole.fourths / unit ** (2 - index));
        expect(Math.abs(merged[power] - whole[power])).toBeLessThanOrEqual(bound);
      });
    }),
  );
});

it('F-08 of a constant are exactly without spread, however large it is', () => {
  expect(binnedMoments([0, 49, 0], [0, 1e15 + 0.125, 2e15])).toMatchObject({
    mean: 1e15 + 0.125,
    squares: 0,
    fourths: 0,
  });
});

it('F-02 of no rows are zeros', () => {
  expect(binnedMoments(none, POSITIONS)).toEqual({ rows: 0, mean: 0, squares: 0, cubes: 0, fourths: 0 });
});
