import { addCategory, type CategoryValues } from '#core/engine/sketch/category-sketch';
import type { FeatureBins, FeatureSketch } from '#core/engine/sketch/feature-sketch';
import type { TableBlock } from '#core/data/table-block';
import { addEmpty, addNumber, addNumberCell } from '#core/engine/sketch/number-sketch';
import type { BaselineColumn } from '../baseline-column.ts';
import type { ReferenceBins } from '../reference-bins.ts';

/** A table of training rows, as later rows are counted and judged against it. */
export interface TableBaseline {
  /** Where it came from: a file, or a digest. Sketches of different ones are never merged. */
  readonly name: string;
  readonly rows: number;
  /** Of the columns that are compared, in the order of the table. */
  readonly columns: readonly ComparedColumn[];
  /** What a captured row holds, in order: all columns but times, ignored ones and answers. */
  readonly inputs: readonly string[];
  /** What the model answered, where the baseline knows it. */
  readonly prediction?: ComparedColumn;
  /** Column of the rows' times, where there is one. */
  readonly time?: string;
  /** False for a table without header: others are compared by the place of their columns. */
  readonly isNamed: boolean;
  /** Days that its rows cover; 0 where they have no time. */
  readonly days: number;
  /** What is left out or not known, one sentence each. */
  readonly notes: readonly string[];
}

export interface ComparedColumn {
  readonly column: BaselineColumn;
  /** Of a column of categories: bin k + 1 of the column is value k. */
  readonly values?: CategoryValues;
  /** Place in the table, from 0. */
  readonly place: number;
  /** Place among the inputs, from 0; -1 for answers. */
  readonly input: number;
}

/** The bins that the rows of a window are counted in. */
export function binsOf({ column, values }: ComparedColumn): FeatureBins {
  return values === undefined ? { kind: 'number', bins: column.bins } : { kind: 'category', values };
}

/** Bins of categories by number: nothing below the first, unknown ones above the last. */
export function codeBins(values: number): ReferenceBins {
  return { lowest: 0, edges: Array.from({ length: values }, (_, code) => code), isDiscrete: true };
}

/** Counts a cell of a row into its column's sketch, in place. */
export function countCell(sketch: FeatureSketch, { column, values }: ComparedColumn, cell: string): void {
  if (sketch.kind === 'number') addNumberCell(sketch, cell, column.bins);
  else if (values !== undefined) addCategory(sketch, cell.trim() === '' ? '' : cell, values);
}

/**
 * Counts a column of some rows into its sketch, in place: the same as their cells one by one.
 * @param place  of the column in their table; -1 where it has none, and every row is empty
 */
export function countColumn(
  sketch: FeatureSketch,
  compared: ComparedColumn,
  rows: TableBlock,
  place: number,
): void {
  const numbers = sketch.kind === 'number' ? rows.numbers(place) : undefined;
  if (sketch.kind === 'number' && numbers !== undefined) {
    for (const value of numbers) {
      if (Number.isNaN(value)) addEmpty(sketch);
      else addNumber(sketch, value, compared.column.bins);
    }
    return;
  }
  for (let row = 0; row < rows.rows; row += 1)
    countCell(sketch, compared, place < 0 ? '' : rows.text(place, row));
}
