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

/**
 * @returns `undefined` when a column of the model is not in the dataset: rows cannot be written in this layout
 */
export function layoutIn(model: CompiledModel, dataset: DatasetConfig): RowLayout | undefined {
  const known = new Set(dataset.columns.map((column) => column.name));
  const needed = [model.label, model.eventTime, ...model.features];
  return needed.every((name) => known.has(name)) ? rowLayout(model, dataset) : undefined;
}

/** @throws TypeError when the dataset lacks a column, which configuration rules out for the deployed revision */
export function rowLayout(model: CompiledModel, dataset: DatasetConfig): RowLayout {
  const [label = -1, eventTime = -1, ...features] = columnPositions(
    [model.label, model.eventTime, ...model.features],
    dataset,
  );
  return { label, eventTime, features };
}

/**
 * Where columns are in a dataset's rows.
 * @throws TypeError when it lacks one, which configuration rules out for the deployed revision
 */
export function columnPositions(names: readonly string[], dataset: DatasetConfig): readonly number[] {
  const index = new Map(dataset.columns.map((column, position) => [column.name, position]));
  return names.map((name) => {
    const position = index.get(name);
    if (position === undefined) throw new TypeError(`dataset ${dataset.name} has no column ${name}`);
    return position;
  });
}

/**
 * The features of a row as one CSV line in the model's order; an empty cell is a missing value.
 * @example featureLine(['7', 'x', '9'], { label: 1, eventTime: 1, features: [2, 0] }) // '9,7'
 */
export function featureLine(cells: readonly string[], layout: RowLayout): string {
  let line = '';
  for (let index = 0; index < layout.features.length; index += 1) {
    if (index > 0) line += ',';
    line += cells[layout.features[index] ?? -1] ?? '';
  }
  return line;
}

/**
 * The digest of names and order: column order is the only contract a positional format has.
 * @example featuresHash(['a', 'b']) === featuresHash(['b', 'a']) // false
 */
export function featuresHash(features: readonly string[]): string {
  return sha256Hex(canonicalJson(features));
}
