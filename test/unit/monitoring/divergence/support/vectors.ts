import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const counts = z.array(z.int());
const figure = z.number();

/** What make-vectors.py wrote with NumPy and SciPy; null where it has no exact value. */
export const vectors = z
  .strictObject({
    numeric: z.array(
      z.strictObject({
        kind: z.string(),
        baseline: counts,
        window: counts,
        positions: z.array(figure),
        jensenShannon: figure,
        jensenShannonExpected: figure,
        stabilityIndex: figure,
        stabilityIndexExpected: figure,
        hellinger: figure,
        hellingerExpected: figure,
        totalVariation: figure,
        totalVariationExpected: figure,
        largest: figure,
        kolmogorovSmirnov: figure,
        wasserstein: figure,
        deviation: figure,
        quartileRange: figure,
        meanShift: figure,
        meanShiftZ: figure,
        logScaleRatio: figure,
        scaleRatioZ: figure,
        cramerVonMises: figure,
        cramerVonMisesScipy: figure,
        cramerVonMisesP: figure.nullable(),
        andersonDarling: figure,
        andersonDarlingScipyP: figure,
        andersonDarlingP: figure.nullable(),
      }),
    ),
    untied: z.array(
      z.strictObject({
        baseline: z.string(),
        cramerVonMises: figure,
        cramerVonMisesP: figure,
        andersonDarling: figure,
        andersonDarlingScipyP: figure,
      }),
    ),
    several: z.array(
      z.strictObject({
        samples: z.array(counts),
        andersonDarling: figure,
        pValue: figure.nullable(),
      }),
    ),
    categories: z.array(
      z.strictObject({
        baseline: counts,
        window: counts,
        statistic: figure,
        corrected: figure,
        degreesOfFreedom: z.int(),
        pValue: figure,
        correctedPValue: figure,
      }),
    ),
    proportions: z.array(
      z.strictObject({
        baseline: z.tuple([z.int(), z.int()]),
        window: z.tuple([z.int(), z.int()]),
        z: figure,
        normal: figure,
        fisher: figure,
        leastExpected: figure,
      }),
    ),
  })
  .parse(
    JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../../reference/divergence/vectors.json'), 'utf8'),
    ),
  );

export function relativeError(actual: number, expected: number): number {
  return expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
}

/** Vectors with their number, as test.each takes them. */
export function numbered<Vector>(all: readonly Vector[]): readonly (readonly [number, Vector])[] {
  return all.map((vector, index) => [index, vector]);
}

/** The result of a comparison that must be possible. */
export function measured<Result extends { readonly isApplicable: boolean }>(
  result: Result,
): Extract<Result, { readonly isApplicable: true }> {
  if (!result.isApplicable) throw new Error(`not applicable: ${JSON.stringify(result)}`);
  return result as Extract<Result, { readonly isApplicable: true }>;
}

export function pValueOf(result: { readonly pValue: number | string }): number {
  if (typeof result.pValue !== 'number') throw new Error(`no p-value: ${result.pValue}`);
  return result.pValue;
}
