import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { combinePValues } from '#core/monitoring/verdict/combine-p-values';
import { locationShift } from '#core/monitoring/verdict/location-shift';
import { scaleChange } from '#core/monitoring/verdict/scale-change';
import { shareTest } from '#core/monitoring/verdict/share-test';

const counts = z.array(z.int());
const pair = { baseline: counts, window: counts };
const share = z.strictObject({ count: z.int(), rows: z.int() });

/** What make-vectors.py wrote with SciPy and 50-digit arithmetic. */
const vectors = z
  .strictObject({
    wilcoxon: z.array(z.strictObject({ ...pair, effect: z.number(), pValue: z.number() })),
    mood: z.array(z.strictObject({ ...pair, statistic: z.number(), pValue: z.number() })),
    share: z.array(z.strictObject({ baseline: share, window: share, pValue: z.number() })),
    combined: z.array(
      z.strictObject({
        tests: z.array(z.strictObject({ pValue: z.number(), weight: z.number() })),
        pValue: z.number(),
      }),
    ),
  })
  .parse(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../../reference/verdict/vectors.json'), 'utf8')),
  );

function expectNear(actual: number | undefined, expected: number, relative: number): void {
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(
    relative * Math.abs(expected) + 1e-14,
  );
}

describe('the tests behind changed give what SciPy and exact arithmetic give', () => {
  test.each(vectors.wilcoxon)('rank sums with ties, p $pValue', ({ baseline, window, effect, pValue }) => {
    const outcome = locationShift(baseline, window);
    expectNear(outcome?.effect, effect, 1e-9);
    expectNear(outcome?.pValue, pValue, 1e-9);
  });

  test.each(vectors.mood)('Mood without ties, p $pValue', ({ baseline, window, statistic, pValue }) => {
    const outcome = scaleChange(baseline, window);
    expectNear(outcome?.statistic, statistic, 1e-9);
    expectNear(outcome?.pValue, pValue, 1e-9);
  });

  test.each(vectors.share)('shares, p $pValue', ({ baseline, window, pValue }) => {
    expectNear(shareTest(baseline, window)?.pValue, pValue, 1e-5);
  });

  test.each(vectors.combined)('combination, p $pValue', ({ tests, pValue }) => {
    expectNear(combinePValues(tests), pValue, 1e-9);
  });
});
