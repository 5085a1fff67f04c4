import type { CompiledModel } from '../config/compiled-model.ts';
import type { DatasetConfig } from '../config/dataset-config.ts';
import { canonicalJson } from '../registry/canonical-json.ts';
import { sha256Hex } from '../registry/identify.ts';

/** Where a model's columns are in a dataset's rows. */
export interface RowLayout {
  readonly label: number;
  readonly eventTime: number;
  readonly features: readonly number[];
}

export function rowLayout(model: CompiledModel, dataset: DatasetConfig): RowLayout {
  const index = new Map(dataset.columns.map((column, position) => [column.name, position]));
  const at = (name: string): number => {
    const position = index.get(name);
    if (position === undefined) throw new TypeError(`dataset ${dataset.name} has no column ${name}`);
    return position;
  };
  return { label: at(model.label), eventTime: at(model.eventTime), features: model.features.map(at) };
}

/** The features of a row as one CSV line in the model's order; an empty cell is a missing value. */
export function featureLine(cells: readonly string[], layout: RowLayout): string {
  let line = '';
  for (let index = 0; index < layout.features.length; index += 1) {
    if (index > 0) line += ',';
    line += cells[layout.features[index] ?? -1] ?? '';
  }
  return line;
}

/** The digest of names and order: column order is the only contract a positional format has. */
export function featuresHash(features: readonly string[]): string {
  return sha256Hex(canonicalJson(features));
}
