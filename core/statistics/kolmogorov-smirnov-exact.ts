/** The two samples of a Kolmogorov-Smirnov test. */
export interface SampleSizes {
  /** Rows of the first sample, >= 1. */
  readonly rows1: number;
  /** Rows of the second, >= 1. */
  readonly rows2: number;
  /** Rows of both samples together per distinct value, in order of the values. Default: no two rows have one value. */
  readonly ties?: readonly number[];
}

/** Up to this many points of the lattice (rows1 rows2) the exact p-value takes some milliseconds at most. */
export const MOST_LATTICE_POINTS = 100_000;

/**
 * Exact p-value of the two-sample Kolmogorov-Smirnov distance: the share of all ways to split the pooled
 * rows into two samples of these sizes whose distance is at least the observed one.
 *
 * A split is a lattice path from (0, 0) to (rows1, rows2), all equally probable. u(i, j), the share of the paths to (i, j)
 * that have been that far from the diagonal, is 1 where |i / rows1 - j / rows2| >= distance, elsewhere
 * u(i-1, j) i / (i+j) + u(i, j-1) j / (i+j). All terms are positive, so that the smallest p-values, 2 in
 * (rows1+rows2 choose rows1), keep all digits. With ties, only points between two values count. Relative error below 1e-12.
 *
 * Beyond MOST_LATTICE_POINTS use kolmogorovSmirnovPValue: a few per cent off above 1e-3, several times too large far out.
 * @param distance in [0, 1]; as it lies on a grid of 1 / (rows1 rows2), rounding does not matter
 * @returns probability in (0, 1]
 * @throws RangeError when a size is out of bounds, ties do not add up, or the lattice is too large
 * @example exactKolmogorovSmirnovPValue(1, { rows1: 2, rows2: 2 }).toFixed(12) // '0.333333333333'
 * @example exactKolmogorovSmirnovPValue(0.5, { rows1: 2, rows2: 2, ties: [3, 1] }) // 1
 * @see Hodges (1958), The significance probability of the Smirnov two-sample test; Schroer and Trenkler (1995) for ties
 */
export function exactKolmogorovSmirnovPValue(distance: number, { rows1, rows2, ties }: SampleSizes): number {
  check(distance, { rows1, rows2, ...(ties && { ties }) });
  const limit = Math.ceil(distance * rows1 * rows2 - 1e-7);
  if (limit <= 0) return 1;
  const isBetweenValues = endsOfTies(rows1 + rows2, ties);
  const isFar = (i: number, j: number) =>
    isBetweenValues[i + j] === 1 && Math.abs(i * rows2 - j * rows1) >= limit;
  const column = new Float64Array(rows2 + 1);
  for (let i = 0; i <= rows1; i += 1) {
    for (let j = 0; j <= rows2; j += 1) {
      const fromLeft = i === 0 ? 0 : (column[j] ?? 0) * (i / (i + j));
      const fromBelow = j === 0 ? 0 : (column[j - 1] ?? 0) * (j / (i + j));
      column[j] = isFar(i, j) ? 1 : fromLeft + fromBelow;
    }
  }
  return column[rows2] ?? 0;
}

function check(distance: number, { rows1, rows2, ties }: SampleSizes): void {
  if (!(distance >= 0 && distance <= 1)) throw new RangeError(`distance ${distance} is not in [0, 1]`);
  for (const rows of [rows1, rows2])
    if (!(Number.isInteger(rows) && rows >= 1)) throw new RangeError(`${rows} rows are not 1, 2 or more`);
  if (rows1 * rows2 > MOST_LATTICE_POINTS)
    throw new RangeError(
      `${rows1} times ${rows2} rows are more than ${MOST_LATTICE_POINTS}: use the asymptotic p-value`,
    );
  const pooled = ties?.reduce((sum, count) => sum + count, 0) ?? rows1 + rows2;
  if (pooled !== rows1 + rows2)
    throw new RangeError(`ties of ${pooled} rows are not those of ${rows1 + rows2}`);
}

/** 1 at every number of pooled rows after which the value changes. */
function endsOfTies(rows: number, ties?: readonly number[]): Uint8Array {
  const ends = new Uint8Array(rows + 1);
  if (ties === undefined) return ends.fill(1);
  let below = 0;
  for (const count of ties) ends[(below += count)] = 1;
  return ends;
}
