import { expect, test } from 'vitest';
import { captureCoverage, watchedHours } from '#core/monitoring/metrics/capture-coverage';

const hour = (at: string, answered: number, captured: number) => ({
  hour: `2026-11-${at}`,
  answered,
  captured,
});
const day = (date: string, answered: number, captured: number) =>
  Array.from({ length: 24 }, (_, index) =>
    hour(`${date}T${String(index).padStart(2, '0')}`, answered, captured),
  );

test.each([
  ['all', 100, 100, 1],
  ['none', 100, 0, 0],
  ['a quarter', 100, 25, 0.25],
  ['an object twice', 100, 130, 1],
])(
  'F-04 coverage is the share of answered requests that were captured: %s',
  (_, answered, captured, share) => {
    expect(captureCoverage([hour('21T01', answered, captured)])).toBe(share);
  },
);

test('F-04 few answers say nothing', () => {
  expect(captureCoverage([hour('21T01', 99, 0)])).toBeNull();
  expect(captureCoverage([])).toBeNull();
});

test('F-04 the hours that count are the newest 24 that are complete and of the version that serves', () => {
  const hours = [...day('20', 10, 10), ...day('21', 10, 0)];
  const now = new Date('2026-11-21T14:30:00Z');
  const newest = watchedHours(hours, new Date('2026-11-01T00:00:00Z'), now);
  expect([newest.length, newest[0]?.hour, newest.at(-1)?.hour]).toEqual([
    24,
    '2026-11-20T12',
    '2026-11-21T11',
  ]);
  const since = watchedHours(hours, new Date('2026-11-21T10:20:00Z'), now);
  expect(since.map((one) => one.hour)).toEqual(['2026-11-21T11']);
});
