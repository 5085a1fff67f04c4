import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeenEvents } from '#core/monitoring/seen-events';

test('F-01 an event is met before exactly when it was, as long as the generations hold it', () => {
  const events = fc.array(fc.integer({ min: 0, max: 60 }).map(String), { maxLength: 120 });
  fc.assert(
    fc.property(events, fc.integer({ min: 0, max: 80 }), (ids, exact) => {
      const seen = new SeenEvents(exact, 64);
      const expected = new Set<string>();
      for (const id of ids) {
        expect(seen.meet(id)).toBe(expected.has(id));
        expected.add(id);
      }
    }),
    { numRuns: 500, seed: 6 },
  );
});

test('F-01 beyond the exact ones, an event is found again while fewer than a generation came between', () => {
  const seen = new SeenEvents(10, 1000);
  const met: number[] = [];
  for (let event = 0; event < 20_000; event += 1) {
    expect(seen.meet(`event-${event}`)).toBe(false);
    if (event >= 900 && !seen.meet(`event-${event - 900}`)) met.push(event - 900);
    if (event >= 50 && event % 50 === 0) expect(seen.meet('event-3')).toBe(true);
  }
  expect(met).toEqual([]);
});
