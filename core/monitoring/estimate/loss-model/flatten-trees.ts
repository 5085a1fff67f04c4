import { storable } from '../estimated.ts';
import type { BinnedColumns } from './bin-columns.ts';
import type { Tree } from './grow-tree.ts';

/** A split after the last bin asks for a value at all: JSON has no infinity. */
function thresholdOf(edges: Float64Array | undefined, bin: number): number {
  return edges === undefined ? 0 : (edges[bin] ?? Number.MAX_VALUE);
}

/** Thresholds as values instead of bins, so that a row is scored without being binned. */
export function flattenTrees(trees: readonly Tree[], binned: BinnedColumns, slope: number) {
  return {
    columns: trees.flatMap((tree) => [...tree.columns]),
    thresholds: trees.flatMap(({ columns, bins }) =>
      Array.from(columns, (column, split) => thresholdOf(binned.edges[column], bins[split] ?? 0)),
    ),
    missingLeft: trees.flatMap((tree) =>
      Array.from(tree.isMissingLeft, (left): 0 | 1 => (left === 1 ? 1 : 0)),
    ),
    leaves: trees.flatMap((tree) => Array.from(tree.leaves, (leaf) => storable(slope * leaf))),
  };
}
