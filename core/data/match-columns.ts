import type { DatasetConfig } from '../config/dataset-config.ts';

/** How the columns of a file fit those of the dataset. */
export interface ColumnMatch {
  /** Position in the file of each dataset column, in the dataset's order; -1 where a nullable label is absent. */
  readonly positions: readonly number[];
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  readonly isReordered: boolean;
}

/** Columns are matched by name. A label may be absent altogether: its rows are unlabelled. */
export function matchColumns(header: readonly string[], dataset: DatasetConfig): ColumnMatch {
  const inFile = new Map(header.map((name, position) => [name, position]));
  const labels = new Set(dataset.labels);
  const positions = dataset.columns.map((column) => inFile.get(column.name) ?? -1);
  const missing = dataset.columns
    .filter((column, index) => positions[index] === -1 && !(labels.has(column.name) && column.nullable))
    .map((column) => column.name);
  const known = new Set(dataset.columns.map((column) => column.name));
  const present = positions.filter((position) => position >= 0);
  return {
    positions,
    missing,
    extra: header.filter((name) => !known.has(name)),
    isReordered: present.some((position, index) => index > 0 && position < (present[index - 1] ?? -1)),
  };
}
