/**
 * Solves a system of linear equations whose matrix is symmetric and positive definite, by Cholesky's triangles. The
 * lower triangle is overwritten by its own.
 * @param lower row k with its k + 1 first cells
 * @returns undefined when the matrix is not positive definite
 * @example solvePositive([Float64Array.of(4), Float64Array.of(2, 5)], Float64Array.of(8, 12)) // { '0': 1, '1': 2 }
 * @see Golub and Van Loan (2013), Matrix Computations, 4.2
 */
export function solvePositive(lower: readonly Float64Array[], right: Float64Array): Float64Array | undefined {
  const size = right.length;
  const answer = right.slice();
  for (let row = 0; row < size; row += 1) {
    const line = lower[row] ?? new Float64Array();
    for (let column = 0; column <= row; column += 1) {
      const other = lower[column] ?? line;
      let value = line[column] ?? 0;
      for (let at = 0; at < column; at += 1) value -= (line[at] ?? 0) * (other[at] ?? 0);
      if (row > column) line[column] = value / (other[column] ?? 1);
      else if (value > 0) line[column] = Math.sqrt(value);
      else return undefined;
    }
    let value = answer[row] ?? 0;
    for (let at = 0; at < row; at += 1) value -= (line[at] ?? 0) * (answer[at] ?? 0);
    answer[row] = value / (line[row] ?? 1);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let value = answer[row] ?? 0;
    for (let at = row + 1; at < size; at += 1) value -= (lower[at]?.[row] ?? 0) * (answer[at] ?? 0);
    answer[row] = value / (lower[row]?.[row] ?? 1);
  }
  return answer;
}
