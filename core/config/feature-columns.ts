import type { DatasetConfig } from './dataset-config.ts';

/** The feature columns in the dataset's order: all that is not key, event time or label. */
export function featureColumns(dataset: DatasetConfig): readonly string[] {
  const other = new Set([...dataset.key, dataset.eventTime, ...dataset.labels]);
  return dataset.columns.map((column) => column.name).filter((name) => !other.has(name));
}
