/**
 * The lower triangle W that makes columns of a given covariance C independent and of variance 1: W C W' = 1. It is
 * the inverse of Cholesky's factor L, C = L L', so |W x|^2 is x' C^-1 x.
 * @param covariance n rows of n numbers, symmetric and positive definite; the lower triangle is read; not changed
 * @returns row k has k + 1 numbers
 * @throws RangeError when the matrix is not positive definite: some column follows from others
 * @example choleskyWhitening([[4, 0], [0, 1]]).map((row) => [...row]) // [[0.5], [0, 1]]
 * @see Golub and Van Loan (2013), Matrix computations, 4.2
 */
export function choleskyWhitening(covariance: readonly ArrayLike<number>[]): readonly Float64Array[] {
  const factor = choleskyFactor(covariance);
  return factor.map((_, row) => {
    // Row by row: W's row times L is the unit row, solved from the diagonal back to the first column.
    const inverse = new Float64Array(row + 1);
    for (let column = row; column >= 0; column -= 1) {
      let sum = column === row ? 1 : 0;
      for (let k = column + 1; k <= row; k += 1) sum -= (inverse[k] ?? 0) * (factor[k]?.[column] ?? 0);
      inverse[column] = sum / (factor[column]?.[column] ?? 1);
    }
    return inverse;
  });
}

function choleskyFactor(covariance: readonly ArrayLike<number>[]): readonly Float64Array[] {
  const factor = covariance.map((_, row) => new Float64Array(row + 1));
  factor.forEach((own, row) => {
    for (let column = 0; column <= row; column += 1) {
      const other = factor[column] ?? own;
      let sum = covariance[row]?.[column] ?? 0;
      for (let k = 0; k < column; k += 1) sum -= (own[k] ?? 0) * (other[k] ?? 0);
      if (column < row) own[column] = sum / (other[column] ?? 1);
      else if (sum > 0) own[row] = Math.sqrt(sum);
      else throw new RangeError(`the covariance is not positive definite: column ${row} follows from others`);
    }
  });
  return factor;
}
