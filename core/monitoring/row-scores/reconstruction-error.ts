import * as z from 'zod';
import { countSchema, numberSchema, numbersSchema, positiveSchema } from '#core/number-schemas';
import { symmetricEigen } from '../../statistics/symmetric-eigen.ts';
import { meanProducts } from './mean-products.ts';
import type { ScoreRow } from './score-row.ts';
import { momentsOf, toStandardUnits } from './standard-units.ts';

export const reconstructionErrorSchema = z.strictObject({
  kind: z.literal('reconstruction-error'),
  columns: z.array(countSchema).min(2),
  centres: numbersSchema,
  scales: z.array(positiveSchema),
  /** Main components in standard units: orthonormal, those of most variance first. */
  components: z.array(numbersSchema).min(1),
  /** Share of the variance that they hold. */
  explained: numberSchema,
});
export type ReconstructionError = z.infer<typeof reconstructionErrorSchema>;

export interface ComponentsOptions {
  /** Share of the variance that the components hold at least, in (0, 1). Default: 0.65. */
  readonly explained?: number;
  /** Columns that take part. Default: all that vary. */
  readonly columns?: readonly number[];
}

/** With so much of the variance kept, what is left out tells most when columns stop moving together. */
const EXPLAINED = 0.65;

/**
 * Principal components of the correlation matrix of the training rows. Missing values count as the column's mean, and
 * columns of one value are left out. As many components as hold the share asked for, and one less than there are
 * columns at most: with all of them every row would be described without error.
 *
 * @param rows training rows, column by column, NaN for missing; not changed
 * @returns undefined when fewer than two columns vary
 * @example fitReconstructionError([[1, 2, 3], [2, 4, 6]]).components.length // 1
 * @see Jolliffe (2002), Principal component analysis, 2.3; NannyML documentation, Multivariate drift: data reconstruction
 */
export function fitReconstructionError(
  rows: readonly ArrayLike<number>[],
  { explained = EXPLAINED, columns = [...rows.keys()] }: ComponentsOptions = {},
): ReconstructionError | undefined {
  const varying = columns.flatMap((column) => {
    const moments = momentsOf(rows[column] ?? []);
    return moments === undefined ? [] : [{ column, ...moments }];
  });
  if (varying.length < 2) return undefined;
  const units = {
    columns: varying.map(({ column }) => column),
    centres: varying.map(({ mean }) => mean),
    scales: varying.map(({ deviation }) => deviation),
  };
  const cells = new Float64Array(rows.length);
  const { products } = meanProducts(varying.length, rows[0]?.length ?? 0, (row, into) => {
    rows.forEach((column, at) => {
      cells[at] = column[row] ?? Number.NaN;
    });
    toStandardUnits(cells, units, into);
  });
  const { values, vectors } = symmetricEigen(products);
  const kept = componentsFor(values, explained);
  const all = values.reduce((sum, value) => sum + value, 0);
  return {
    kind: 'reconstruction-error',
    ...units,
    components: vectors.slice(0, kept).map((vector) => [...vector]),
    explained: values.slice(0, kept).reduce((sum, value) => sum + value, 0) / all,
  };
}

function componentsFor(values: Float64Array, explained: number): number {
  const all = values.reduce((sum, value) => sum + value, 0);
  let sum = 0;
  const enough = values.findIndex((value) => {
    sum += value;
    return sum >= explained * all;
  });
  return Math.min(enough < 0 ? values.length : enough + 1, values.length - 1);
}

/**
 * How badly the main components of training describe a row: |z - V'V z|, the length of what is left of the row in
 * standard units when its part along the components is taken away. It grows where columns stop moving together as
 * they did, which no column shows alone, and where a value is far out.
 *
 * Linear: it does not see a relation that is not a straight line, nor a change along the components themselves; a
 * classifier of rows (domain-classifier.ts) sees more and needs the rows.
 * @returns 0 or more, in standard units; a missing value counts as the mean
 * @example compileReconstructionError({ kind: 'reconstruction-error', columns: [0, 1], centres: [0, 0], scales: [1, 1], components: [[1, 0]], explained: 0.7 })([5, -2]) // 2
 */
export function compileReconstructionError(scorer: ReconstructionError): ScoreRow {
  const components = scorer.components.map((component) => Float64Array.from(component));
  const row = new Float64Array(scorer.columns.length);
  const rest = new Float64Array(row.length);
  return (values) => {
    toStandardUnits(values, scorer, row);
    rest.set(row);
    for (const component of components) {
      let along = 0;
      for (let at = 0; at < row.length; at += 1) along += (row[at] ?? 0) * (component[at] ?? 0);
      for (let at = 0; at < row.length; at += 1) rest[at] = (rest[at] ?? 0) - along * (component[at] ?? 0);
    }
    let squares = 0;
    for (const left of rest) squares += left * left;
    return Math.sqrt(squares);
  };
}
