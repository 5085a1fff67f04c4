import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '#core/random';
import { countBoth, expectSame } from './support/both-counters.ts';
import { captureText } from './support/capture-lines.ts';

const RUNS = 100;
const LINES = 100;

test(`counts ${RUNS * LINES} records as the slow path does, to the last bit`, () => {
  let taken = 0;
  const lines = fc.array(fc.integer(), { minLength: LINES, maxLength: LINES });
  fc.assert(
    fc.property(lines, (seeds) => {
      const text = seeds.map((seed) => captureText(seededRandom(String(seed)))).join('\n');
      const counts = countBoth([[Buffer.from(text)]]);
      taken += counts[0].coverage.records;
      expectSame(counts);
    }),
    { numRuns: RUNS, seed: 5 },
  );
  expect(taken).toBeGreaterThan((RUNS * LINES) / 2);
});
