/** Eigenvalues, the largest first, and the unit vector of each. */
export interface EigenDecomposition {
  readonly values: Float64Array;
  /** vectors[k] belongs to values[k]; its entry of largest magnitude is positive. */
  readonly vectors: readonly Float64Array[];
}

/** Convergence is quadratic; a dozen sweeps are many. */
const MOST_SWEEPS = 60;
/** Off-diagonal entries this small beside the whole matrix change no eigenvalue. */
const NEGLIGIBLE = 1e-17;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations: each turns one pair of coordinates
 * so that its off-diagonal entry becomes zero,
 *
 *   tan 2t = 2 a_pq / (a_qq - a_pp),
 *
 * until all are. Small eigenvalues of a positive definite matrix are as accurate relative to themselves as large
 * ones. Takes some 8 n^3 multiplications a sweep and 5 to 10 sweeps: a second for n = 200. Beyond that reduce to
 * tridiagonal form first.
 * @param matrix n rows of n finite numbers, symmetric; the upper triangle is read; not changed
 * @throws RangeError when the matrix is not square or holds no finite number
 * @example symmetricEigen([[2, 1], [1, 2]]).values.map(Math.round) // Float64Array.of(3, 1)
 * @see Golub and Van Loan (2013), Matrix computations, 8.5; Demmel and Veselić (1992), Jacobi's method is more accurate than QR
 */
export function symmetricEigen(matrix: readonly ArrayLike<number>[]): EigenDecomposition {
  const rows = matrix.map((row, at) => checkedRow(row, at, matrix.length));
  rows.forEach((row, at) => {
    for (let column = 0; column < at; column += 1) row[column] = rows[column]?.[at] ?? 0;
  });
  const vectors = rows.map((row, at) => new Float64Array(row.length).fill(1, at, at + 1));
  const size = rows.length;
  const whole = Math.sqrt(rows.reduce((sum, row) => sum + dot(row, row), 0));
  for (let sweep = 0; sweep < MOST_SWEEPS && offDiagonal(rows) > NEGLIGIBLE * whole; sweep += 1) {
    for (let p = 0; p < size - 1; p += 1) {
      for (let q = p + 1; q < size; q += 1) rotate(rows, vectors, p, q);
    }
  }
  const order = rows.map((row, at) => [row[at] ?? 0, at] as const).toSorted((a, b) => b[0] - a[0]);
  return {
    values: Float64Array.from(order, ([value]) => value),
    vectors: order.map(([, at]) => withSign(vectors[at] ?? new Float64Array())),
  };
}

function checkedRow(row: ArrayLike<number>, at: number, size: number): Float64Array {
  if (row.length !== size) throw new RangeError(`row ${at} has ${row.length} numbers, not ${size}`);
  const copy = Float64Array.from(row);
  if (!copy.every(Number.isFinite)) throw new RangeError(`row ${at} holds a number that is not finite`);
  return copy;
}

/** Makes entry (p, q) zero, in place; `vectors` turns along, row by row. */
function rotate(rows: readonly Float64Array[], vectors: readonly Float64Array[], p: number, q: number): void {
  const [first, second] = [rows[p], rows[q]];
  const off = first?.[q] ?? 0;
  if (first === undefined || second === undefined || off === 0) return;
  const [a, b] = [first[p] ?? 0, second[q] ?? 0];
  const half = (b - a) / (2 * off);
  const tangent = Math.sign(half || 1) / (Math.abs(half) + Math.sqrt(half * half + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  turn(first, second, cosine, sine);
  rows.forEach((row, at) => {
    row[p] = first[at] ?? 0;
    row[q] = second[at] ?? 0;
  });
  first[p] = a - tangent * off;
  second[q] = b + tangent * off;
  first[q] = 0;
  second[p] = 0;
  const [own, other] = [vectors[p], vectors[q]];
  if (own !== undefined && other !== undefined) turn(own, other, cosine, sine);
}

function turn(first: Float64Array, second: Float64Array, cosine: number, sine: number): void {
  for (let at = 0; at < first.length; at += 1) {
    const [x, y] = [first[at] ?? 0, second[at] ?? 0];
    first[at] = cosine * x - sine * y;
    second[at] = sine * x + cosine * y;
  }
}

function offDiagonal(rows: readonly Float64Array[]): number {
  let sum = 0;
  rows.forEach((row, at) => {
    for (let column = at + 1; column < row.length; column += 1) sum += (row[column] ?? 0) ** 2;
  });
  return Math.sqrt(2 * sum);
}

function withSign(vector: Float64Array): Float64Array {
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
