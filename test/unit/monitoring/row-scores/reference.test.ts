import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { compileOutlierDistance, fitOutlierDistance } from '#core/monitoring/row-scores/outlier-distance';
import {
  compileReconstructionError,
  fitReconstructionError,
} from '#core/monitoring/row-scores/reconstruction-error';
import { symmetricEigen } from '#core/statistics/symmetric-eigen';

const n = z.number();
const numbers = z.array(n);
const table = z.array(z.array(n.nullable().transform((value) => value ?? Number.NaN)));

/** Made by make-vectors.py with numpy, SciPy and scikit-learn. */
const VECTORS = join(import.meta.dirname, '../../../reference/multivariate/vectors.json');
const vectors = z
  .strictObject({
    eigen: z.array(z.strictObject({ matrix: z.array(numbers), values: numbers })).min(50),
    reconstruction: z
      .array(
        z.strictObject({
          ...{ explained: n, train: table, test: table, components: n, share: n, errors: numbers },
        }),
      )
      .min(50),
    distances: z
      .array(z.strictObject({ train: table, test: table, distances: numbers, threshold: n }))
      .min(50),
  })
  .parse(JSON.parse(readFileSync(VECTORS, 'utf8')));

const numbered = <Case>(cases: readonly Case[]) => cases.map((one, index) => [index, one] as const);
const columnsOf = (rows: readonly (readonly number[])[]) =>
  (rows[0] ?? []).map((_, column) => Float64Array.from(rows, (row) => row[column] ?? Number.NaN));
const relative = (value: number, expected: number) =>
  Math.abs(value - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);

describe('symmetricEigen', () => {
  test.each(numbered(vectors.eigen))('has the eigenvalues of numpy, case %i', (_, { matrix, values }) => {
    const found = symmetricEigen(matrix);
    const whole = Math.max(...values.map(Math.abs));
    values.forEach((value, at) => {
      expect(Math.abs((found.values[at] ?? 0) - value)).toBeLessThanOrEqual(1e-13 * whole);
    });
    found.vectors.forEach((vector, at) => {
      // A v = value v, vectors are orthonormal.
      const image = matrix.map((row) => row.reduce((sum, cell, k) => sum + cell * (vector[k] ?? 0), 0));
      image.forEach((cell, k) => {
        expect(Math.abs(cell - (found.values[at] ?? 0) * (vector[k] ?? 0))).toBeLessThanOrEqual(
          1e-13 * whole,
        );
      });
      found.vectors.forEach((other, of) => {
        const product = vector.reduce((sum, cell, k) => sum + cell * (other[k] ?? 0), 0);
        expect(Math.abs(product - (of === at ? 1 : 0))).toBeLessThan(1e-13);
      });
    });
  });

  test.each([
    [[[1, 2]]],
    [
      [
        [1, Number.NaN],
        [Number.NaN, 1],
      ],
    ],
  ])('refuses %j', (matrix) => {
    expect(() => symmetricEigen(matrix)).toThrow(RangeError);
  });
});

test.each(numbered(vectors.reconstruction))(
  'reconstruction errors are those of scikit-learn, case %i',
  (_, one) => {
    const scorer = fitReconstructionError(columnsOf(one.train), { explained: one.explained });
    if (scorer === undefined) throw new Error('no components');
    expect(scorer.components).toHaveLength(one.components);
    expect(relative(scorer.explained, one.share)).toBeLessThan(1e-12);
    const score = compileReconstructionError(scorer);
    one.test.forEach((row, at) => {
      expect(relative(score(Float64Array.from(row), Number.NaN), one.errors[at] ?? 0)).toBeLessThan(1e-9);
    });
  },
);

test.each(numbered(vectors.distances))('robust distances are those of scikit-learn, case %i', (_, one) => {
  const scorer = fitOutlierDistance(columnsOf(one.train));
  if (scorer === undefined) throw new Error('no distances');
  expect(relative(scorer.threshold, one.threshold)).toBeLessThan(1e-9);
  const score = compileOutlierDistance(scorer);
  one.test.forEach((row, at) => {
    expect(relative(score(Float64Array.from(row), Number.NaN), one.distances[at] ?? 0)).toBeLessThan(1e-9);
  });
});
