/**
 * The hold-out as every contender saw it: one label and one block a row, one prediction a row and contender.
 * Rows stand in one order for all, which is what makes the comparison paired.
 */
export interface EvaluationTable {
  readonly labels: Float64Array;
  /** Index of each row's block into `blocks`. */
  readonly blockOfRow: Int32Array;
  readonly blocks: readonly string[];
  readonly predictions: ReadonlyMap<string, Float64Array>;
}

/** Blocks in order of first appearance. */
export function indexBlocks(blockNames: readonly string[]): {
  readonly blockOfRow: Int32Array;
  readonly blocks: readonly string[];
} {
  const index = new Map<string, number>();
  const blockOfRow = Int32Array.from(blockNames, (name) => {
    const known = index.get(name);
    if (known !== undefined) return known;
    index.set(name, index.size);
    return index.size - 1;
  });
  return { blockOfRow, blocks: [...index.keys()] };
}
