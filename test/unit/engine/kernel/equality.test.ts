import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCallOf } from '#core/engine/kernel/read-call';
import { seededRandom } from '#core/random';
import { countBoth, expectSame } from './support/both-counters.ts';
import { NAMES, writtenText } from './support/capture-lines.ts';

const NAMED = { names: NAMES, readCall: readCallOf({ features: NAMES }) };
/** Of the lines that are counted together: the kernel learns the shape of each. */
const WRITERS = 2;
const RUNS = 100;
const LINES = 100;

test(`counts ${RUNS * LINES} records as the slow path does, to the last bit`, () => {
  let taken = 0;
  const lines = fc.array(fc.integer(), { minLength: LINES, maxLength: LINES });
  fc.assert(
    fc.property(lines, (seeds) => {
      const [first = 0] = seeds;
      const text = seeds
        .map((seed, at) => writtenText(seededRandom(String(seed)), `writer ${first} ${at % WRITERS}`))
        .join('\n');
      const isNamed = first % 2 === 0;
      const counts = countBoth([[Buffer.from(text)]], isNamed ? NAMED : {});
      taken += counts[0].coverage.records;
      expectSame(counts);
    }),
    { numRuns: RUNS, seed: 5 },
  );
  expect(taken).toBeGreaterThan((RUNS * LINES) / 2);
});
