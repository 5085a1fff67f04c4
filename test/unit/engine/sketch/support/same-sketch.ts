import { expect } from 'vitest';
import type { FeatureSketch } from '#core/engine/sketch/feature-sketch';
import { sumTolerance } from '#core/engine/sketch/moments';
import type { WindowSketch } from '#core/engine/sketch/window-sketch';

/** Holds for sketches of the same rows however they were read: all of it is equal, the two sums but for rounding. */
export function expectSameColumn(actual: FeatureSketch, expected: FeatureSketch): void {
  if (actual.kind !== 'number' || expected.kind !== 'number') {
    expect(actual).toEqual(expected);
    return;
  }
  expect({ ...actual, sum: 0, squares: 0 }).toEqual({ ...expected, sum: 0, squares: 0 });
  const tolerance = sumTolerance(expected);
  if (tolerance.squares === Infinity) return;
  expect(Math.abs(actual.sum - expected.sum)).toBeLessThanOrEqual(tolerance.sum);
  expect(Math.abs(actual.squares - expected.squares)).toBeLessThanOrEqual(tolerance.squares);
}

export function expectSameWindow(actual: WindowSketch, expected: WindowSketch): void {
  expect(actual.baseline).toBe(expected.baseline);
  expect(actual.coverage).toEqual(expected.coverage);
  for (const side of ['features', 'predictions'] as const) {
    expect(actual[side].length).toBe(expected[side].length);
    expected[side].forEach((column, place) => expectSameColumn(actual[side][place]!, column));
  }
}
