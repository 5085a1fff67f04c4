import { ascendingOrder } from './ascending-order.ts';

/**
 * AUC of a block bootstrap without touching rows again.
 *
 * With u[p][n] = pairs of a positive of block p and a negative of block n that the score orders rightly (ties half),
 * the AUC of any draw of blocks with multiplicities w is w'uw / ((w'P)(w'N)), P and N counting positives and
 * negatives per block. Building u costs one sort and O(positives x blocks); a draw costs O(blocks^2).
 */
export class BlockAuc {
  readonly #blocks: number;
  readonly #pairs: Float64Array;
  readonly #positives: Float64Array;
  readonly #negatives: Float64Array;
  #isFinite = true;

  constructor(scores: Float64Array, labels: Float64Array, blockOfRow: Int32Array, blocks: number) {
    this.#blocks = blocks;
    this.#pairs = new Float64Array(blocks * blocks);
    this.#positives = new Float64Array(blocks);
    this.#negatives = new Float64Array(blocks);
    const order = ascendingOrder(scores);
    const below = new Float64Array(blocks);
    let start = 0;
    while (start < order.length) {
      const score = scores[order[start] ?? 0] ?? Number.NaN;
      if (Number.isNaN(score)) this.#isFinite = false;
      let end = start + 1;
      while (end < order.length && scores[order[end] ?? 0] === score) end += 1;
      this.#addTie(order.subarray(start, end), labels, blockOfRow, below);
      start = end;
    }
  }

  /** @param multiplicity how often each block was drawn */
  evaluate(multiplicity: Int32Array): number {
    if (!this.#isFinite) return Number.NaN;
    let ordered = 0;
    let positives = 0;
    let negatives = 0;
    for (let p = 0; p < this.#blocks; p += 1) {
      const times = multiplicity[p] ?? 0;
      if (times === 0) continue;
      positives += times * (this.#positives[p] ?? 0);
      negatives += times * (this.#negatives[p] ?? 0);
      let row = 0;
      for (let n = 0; n < this.#blocks; n += 1) {
        row += (multiplicity[n] ?? 0) * (this.#pairs[p * this.#blocks + n] ?? 0);
      }
      ordered += times * row;
    }
    const pairs = positives * negatives;
    return pairs === 0 ? Number.NaN : ordered / pairs;
  }

  /** Rows of one score: negatives below count whole, those of the tie half. */
  #addTie(rows: Int32Array, labels: Float64Array, blockOfRow: Int32Array, below: Float64Array): void {
    const tied = new Map<number, number>();
    for (const row of rows) {
      if (labels[row] === 1) continue;
      const block = blockOfRow[row] ?? 0;
      tied.set(block, (tied.get(block) ?? 0) + 1);
    }
    for (const row of rows) {
      if (labels[row] !== 1) continue;
      const block = blockOfRow[row] ?? 0;
      this.#positives[block] = (this.#positives[block] ?? 0) + 1;
      const offset = block * this.#blocks;
      for (let n = 0; n < this.#blocks; n += 1)
        this.#pairs[offset + n] = (this.#pairs[offset + n] ?? 0) + (below[n] ?? 0);
      for (const [n, count] of tied) this.#pairs[offset + n] = (this.#pairs[offset + n] ?? 0) + count / 2;
    }
    for (const [n, count] of tied) {
      below[n] = (below[n] ?? 0) + count;
      this.#negatives[n] = (this.#negatives[n] ?? 0) + count;
    }
  }
}

/** Up to this many blocks the matrix is smaller and faster than going over the rows again. */
export const MOST_MATRIX_BLOCKS = 400;
