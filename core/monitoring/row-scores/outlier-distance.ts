import * as z from 'zod';
import { countSchema, numberSchema, numbersSchema, positiveSchema } from '#core/number-schemas';
import { choleskyWhitening } from '../../statistics/cholesky-whitening.ts';
import { meanProducts } from './mean-products.ts';
import { medianDeviation } from './median-deviation.ts';
import type { ScoreRow } from './score-row.ts';
import { momentsOf, toStandardUnits } from './standard-units.ts';
import { wrapped } from './wrapping.ts';

export const outlierDistanceSchema = z.strictObject({
  kind: z.literal('outlier-distance'),
  columns: z.array(countSchema).min(1),
  centres: numbersSchema,
  scales: z.array(positiveSchema),
  /** Middle of the training rows in standard units. */
  middle: numbersSchema,
  /** Row k has k + 1 numbers: the lower triangle that turns distances from the middle into independent ones. */
  whitening: z.array(numbersSchema),
  /** Rows beyond it are outliers: further than so many per cent of the training rows. */
  threshold: numberSchema,
});
export type OutlierDistance = z.infer<typeof outlierDistanceSchema>;

/** Share of the training rows that is within the threshold. */
export const WITHIN_THRESHOLD = 0.99;
/** Columns that follow from others would otherwise decide every distance by their rounding. */
const SHRINKAGE = 0.01;

/**
 * Robust middle and covariance of the training rows, and the distance that 99 % of them keep.
 *
 * Columns are taken in units of their median deviation and wrapped, so that outliers among the training rows do not
 * hide themselves or others; of the wrapped columns this is the mean and the covariance, drawn 1 % towards the
 * identity. A column with more than half of its rows at one value has no median deviation: it counts in units of its
 * standard deviation and unwrapped, since its rare values are what there is to know of it.
 *
 * Deterministic, in one pass. The minimum covariance determinant resists clusters of outliers better; it needs
 * continuous columns, random starts and many passes.
 *
 * @param rows    training rows, column by column, NaN for missing; not changed
 * @param columns those that take part. Default: all that vary
 * @returns undefined when no column varies
 * @example fitOutlierDistance([[1, 2, 3, 4], [0, 0, 1, 0]]).columns // [0, 1]
 * @see Raymaekers and Rousseeuw (2021), Fast robust correlation for high-dimensional data; Hubert, Debruyne and Rousseeuw (2018), Minimum covariance determinant and extensions
 */
export function fitOutlierDistance(
  rows: readonly ArrayLike<number>[],
  columns: readonly number[] = [...rows.keys()],
): OutlierDistance | undefined {
  const varying = columns.flatMap((column) => unitsOf(rows[column] ?? [], column));
  if (varying.length === 0) return undefined;
  const units = {
    columns: varying.map(({ column }) => column),
    centres: varying.map(({ centre }) => centre),
    scales: varying.map(({ scale }) => scale),
  };
  const cells = new Float64Array(rows.length);
  const count = rows[0]?.length ?? 0;
  const read = (row: number) => {
    rows.forEach((column, at) => {
      cells[at] = column[row] ?? Number.NaN;
    });
    return cells;
  };
  const { means, products } = meanProducts(varying.length, count, (row, into) => {
    toStandardUnits(read(row), units, into);
    varying.forEach(({ isWrapped }, at) => {
      if (isWrapped) into[at] = wrapped(into[at] ?? 0);
    });
  });
  const scorer: OutlierDistance = {
    kind: 'outlier-distance',
    ...units,
    middle: [...means],
    whitening: choleskyWhitening(shrunk(covariance(means, products))).map((row) => [...row]),
    threshold: 0,
  };
  const score = compileOutlierDistance(scorer);
  const distances = Float64Array.from({ length: count }, (_, row) => score(read(row), 0)).sort();
  return { ...scorer, threshold: distances[Math.ceil(WITHIN_THRESHOLD * count) - 1] ?? 0 };
}

function unitsOf(values: ArrayLike<number>, column: number) {
  const moments = momentsOf(values);
  if (moments === undefined) return [];
  const robust = medianDeviation(values);
  return robust !== undefined && robust.deviation > 0
    ? [{ column, centre: robust.median, scale: robust.deviation, isWrapped: true }]
    : [{ column, centre: moments.mean, scale: moments.deviation, isWrapped: false }];
}

function covariance(means: Float64Array, products: readonly Float64Array[]): readonly Float64Array[] {
  return products.map((row, at) =>
    row.map((product, other) => product - (means[at] ?? 0) * (means[other] ?? 0)),
  );
}

function shrunk(matrix: readonly Float64Array[]): readonly Float64Array[] {
  const mean = matrix.reduce((sum, row, at) => sum + (row[at] ?? 0), 0) / matrix.length;
  return matrix.map((row, at) =>
    row.map((value, other) => (1 - SHRINKAGE) * value + (at === other ? SHRINKAGE * mean : 0)),
  );
}

/**
 * How far a row lies from the middle of the training rows, in units of their spread in that direction: the
 * Mahalanobis distance by the robust covariance. It sees rows that are odd in themselves, also where each of their
 * values alone is usual; it does not see that many usual rows became more frequent.
 * @returns 0 or more; a missing value counts as the middle of its column
 * @example compileOutlierDistance({ kind: 'outlier-distance', columns: [0], centres: [1], scales: [2], middle: [0], whitening: [[1]], threshold: 3 })([9]) // 4
 * @see Mahalanobis (1936), On the generalized distance in statistics
 */
export function compileOutlierDistance(scorer: OutlierDistance): ScoreRow {
  const whitening = scorer.whitening.map((row) => Float64Array.from(row));
  const middle = Float64Array.from(scorer.middle);
  const row = new Float64Array(scorer.columns.length);
  return (values) => {
    toStandardUnits(values, scorer, row);
    for (let at = 0; at < row.length; at += 1) row[at] = (row[at] ?? 0) - (middle[at] ?? 0);
    let squares = 0;
    for (const weights of whitening) {
      let sum = 0;
      for (let at = 0; at < weights.length; at += 1) sum += (weights[at] ?? 0) * (row[at] ?? 0);
      squares += sum * sum;
    }
    return Math.sqrt(squares);
  };
}
