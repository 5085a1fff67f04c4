/** Rows whose products are summed at a time: a block of columns stays in the processor's cache. */
const BLOCK_ROWS = 256;

/**
 * Means of columns and of their products, in one pass: what correlations and covariances are made of.
 * @param size how many columns
 * @param rows how many rows
 * @param read writes a row's columns into the array it is given
 * @returns means, shape (size,), and products, shape (size, size), both over all rows
 * @example meanProducts(1, 2, (row, into) => { into[0] = row; }).products // [Float64Array.of(0.5)]
 */
export function meanProducts(
  size: number,
  rows: number,
  read: (row: number, into: Float64Array) => void,
): { readonly means: Float64Array; readonly products: readonly Float64Array[] } {
  const means = new Float64Array(size);
  const products = Array.from({ length: size }, () => new Float64Array(size));
  const block = Array.from({ length: size }, () => new Float64Array(BLOCK_ROWS));
  const values = new Float64Array(size);
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const length = Math.min(BLOCK_ROWS, rows - start);
    for (let row = 0; row < length; row += 1) {
      read(start + row, values);
      block.forEach((column, at) => {
        column[row] = values[at] ?? 0;
      });
    }
    addBlock(block, length, means, products);
  }
  products.forEach((row, at) => {
    means[at] = (means[at] ?? 0) / rows;
    for (let other = at; other < size; other += 1) row[other] = (row[other] ?? 0) / rows;
    for (let other = 0; other < at; other += 1) row[other] = products[other]?.[at] ?? 0;
  });
  return { means, products };
}

function addBlock(
  block: readonly Float64Array[],
  length: number,
  means: Float64Array,
  products: readonly Float64Array[],
): void {
  block.forEach((own, at) => {
    const row = products[at];
    if (row === undefined) return;
    let sum = 0;
    for (let of = 0; of < length; of += 1) sum += own[of] ?? 0;
    means[at] = (means[at] ?? 0) + sum;
    for (let other = at; other < block.length; other += 1) {
      const column = block[other] ?? own;
      let product = 0;
      for (let of = 0; of < length; of += 1) product += (own[of] ?? 0) * (column[of] ?? 0);
      row[other] = (row[other] ?? 0) + product;
    }
  });
}
