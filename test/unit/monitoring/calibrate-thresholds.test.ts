import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CalibrationRule, calibrateThreshold } from '#core/monitoring/calibrate-thresholds';

const rule: CalibrationRule = {
  windowDays: 30,
  minimumThreshold: 0.25,
  calibrationFactor: 2,
  minimumRows: 100,
};
const daysOf = (count: number, day: (index: number) => readonly number[]) =>
  Array.from({ length: count }, (_, index) => day(index));
const steady = (): readonly number[] => [10, 10];

test('training rows of three windows and more are compared block by block', () => {
  expect(calibrateThreshold(daysOf(100, steady), rule)).toEqual({
    ...{ threshold: 0.25, method: 'blocks', blocks: 3, worst: 0 },
  });
});

test('training rows of less than three windows are halved', () => {
  expect(calibrateThreshold(daysOf(89, steady), rule)).toMatchObject({ method: 'halves', blocks: 2 });
});

test('a feature with seasons has a higher bar than one without', () => {
  // The second half-year has other values.
  const seasonal = calibrateThreshold(
    daysOf(360, (day) => (day < 180 ? [18, 2] : [2, 18])),
    rule,
  );
  expect(seasonal.method).toBe('blocks');
  expect(seasonal.worst).toBeGreaterThan(0.25);
  expect(seasonal.threshold).toBe(2 * seasonal.worst);
});

test('the bar is the worst block, seen against all other days', () => {
  // One month of three is (30, 270) where the other two are (150, 150) each: shares 0.1/0.9 against 0.5/0.5.
  const { worst } = calibrateThreshold(
    daysOf(90, (day) => (day >= 60 ? [1, 9] : [5, 5])),
    rule,
  );
  expect(worst).toBeCloseTo((0.1 - 0.5) * Math.log(0.1 / 0.5) + (0.9 - 0.5) * Math.log(0.9 / 0.5), 12);
});

test('days after the last whole block belong to the rest', () => {
  const tail = calibrateThreshold(
    daysOf(100, (day) => (day >= 90 ? [0, 20] : [10, 10])),
    rule,
  );
  expect(tail).toMatchObject({ method: 'blocks', blocks: 3 });
  expect(tail.worst).toBeGreaterThan(0);
});

test('F-09 blocks with fewer rows than the minimum say nothing', () => {
  const gap = daysOf(120, (day) => (day >= 60 && day < 90 ? (day === 70 ? [0, 99] : [0, 0]) : [10, 10]));
  expect(calibrateThreshold(gap, rule)).toMatchObject({ method: 'blocks', blocks: 3 });
  const two = daysOf(90, (day) => (day >= 60 ? [0, 1] : [10, 10]));
  expect(calibrateThreshold(two, rule)).toMatchObject({ method: 'halves' });
});

test.each([
  ['no days', []],
  ['one day', [[5, 5]]],
  [
    'days without a row',
    [
      [0, 0],
      [0, 0],
    ],
  ],
])('F-08 %s: the floor is the bar', (_, days) => {
  expect(calibrateThreshold(days, rule)).toEqual({ threshold: 0.25, method: 'none', blocks: 0, worst: 0 });
});

test('F-08 the bar is finite and never below the floor', () => {
  const days = fc.array(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 3, maxLength: 3 }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 20 }), (all, windowDays) => {
      const { threshold, worst } = calibrateThreshold(all, { ...rule, windowDays });
      expect(Number.isFinite(threshold)).toBe(true);
      expect(threshold).toBeGreaterThanOrEqual(Math.max(0.25, 2 * worst));
    }),
  );
});
