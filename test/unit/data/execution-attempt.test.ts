import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { executionAttempt } from '#core/data/execution-attempt';

const CLAIMED_AT = '2024-05-01T00:00:00Z';
const attemptAfter = (hours: number) =>
  executionAttempt('ds-1', CLAIMED_AT, new Date(Date.parse(CLAIMED_AT) + hours * 3_600_000));

test.each([
  [0, 'ds-1'],
  [1.9, 'ds-1'],
  [2, 'ds-1-attempt-2'],
  [3.9, 'ds-1-attempt-2'],
  [4, 'ds-1-attempt-3'],
  [8, 'ds-1-attempt-4'],
  [16, 'ds-1-attempt-5'],
  [31.9, 'ds-1-attempt-5'],
])('after %f hours: %s', (hours, name) => {
  expect(attemptAfter(hours).name).toBe(name);
});

test('a clock that runs behind the claim names the first attempt', () => {
  expect(attemptAfter(-1).name).toBe('ds-1');
});

test('A-14 sweeps of a year start few executions of an upload that always fails, and at least one of any', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 24 }), (cycleHours) => {
      const names = new Set<string>();
      for (let hours = cycleHours; hours < 365 * 24; hours += cycleHours) names.add(attemptAfter(hours).name);
      expect(names.size).toBeGreaterThanOrEqual(1);
      expect(names.size).toBeLessThanOrEqual(14);
    }),
  );
});

test('a name fits Step Functions', () => {
  expect(attemptAfter(1e9).name).toMatch(/^[a-z0-9-]{1,80}$/);
});
