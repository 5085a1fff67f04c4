import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const counts = z.array(z.int());

/** What make-vectors.py wrote with NumPy and SciPy; a missing value stands there as null. */
export const vectors = z
  .object({
    kolmogorovSmirnov: z.array(
      z.strictObject({
        baseline: counts,
        window: counts,
        distance: z.number(),
        distanceOnValues: z.number(),
        pValue: z.number(),
      }),
    ),
    contingency: z.array(
      z.strictObject({
        baseline: counts,
        window: counts,
        statistic: z.number(),
        degreesOfFreedom: z.int(),
        pValue: z.number(),
      }),
    ),
    deciles: z.array(
      z.strictObject({
        baseline: z.array(z.number()),
        window: z.array(z.number().nullable()),
        edges: z.array(z.number()),
        decileEdges: z.array(z.number()),
        psi: z.number(),
      }),
    ),
  })
  .parse(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../../reference/monitoring/vectors.json'), 'utf8')),
  );

export function relativeError(actual: number, expected: number): number {
  return expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
}
