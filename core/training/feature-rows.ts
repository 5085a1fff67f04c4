import type { CompiledModel } from '../config/compiled-model.ts';
import type { DatasetConfig } from '../config/dataset-config.ts';
import type { ObjectRow } from '../data/object-row.ts';
import { canonicalJson } from '../registry/canonical-json.ts';
import { sha256Hex } from '../registry/identify.ts';

/** Where a model's columns are in a dataset's rows. */
export interface RowLayout {
  readonly label: number;
  readonly eventTime: number;
  readonly features: readonly number[];
  /** The features again, neighbours together: from a column up to another, exclusive. */
  readonly runs: readonly (readonly [from: number, to: number])[];
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
  return { label, eventTime, features, runs: runsOf(features) };
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
 * Columns with their neighbours: a row's features mostly lie side by side and need not be cut apart.
 * @example runsOf([3, 4, 5, 1]) // [[3, 6], [1, 2]]
 */
export function runsOf(columns: readonly number[]): RowLayout['runs'] {
  const runs: [from: number, to: number][] = [];
  for (const column of columns) {
    const last = runs.at(-1);
    if (last?.[1] === column) last[1] = column + 1;
    else runs.push([column, column + 1]);
  }
  return runs;
}

/**
 * The features of a row as one CSV line in the model's order; an empty cell is a missing value.
 * @example featureLine({ span: (from) => 'abc'.charAt(from) }, { runs: [[2, 3], [0, 1]] }) // 'c,a'
 */
export function featureLine(row: Pick<ObjectRow, 'span'>, { runs }: Pick<RowLayout, 'runs'>): string {
  const [first = [0, 0], ...others] = runs;
  let line = row.span(...first);
  for (const [from, to] of others) line += `,${row.span(from, to)}`;
  return line;
}

/**
 * The digest of names and order: column order is the only contract a positional format has.
 * @example featuresHash(['a', 'b']) === featuresHash(['b', 'a']) // false
 */
export function featuresHash(features: readonly string[]): string {
  return sha256Hex(canonicalJson(features));
}
