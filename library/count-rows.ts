import { emptyFeatureSketch, type FeatureSketch } from '#core/engine/sketch/feature-sketch';
import { addNumber } from '#core/engine/sketch/number-sketch';
import type { WindowSketch } from '#core/engine/sketch/window-sketch';
import { BadTableError } from '#core/monitoring/table/errors';
import { binsOf, type ComparedColumn, countCell } from '#core/monitoring/table/table-baseline';
import { Baseline } from './baseline.ts';
import { emptyWindow } from './empty-window.ts';
import { Sketch } from './sketch.ts';
import { type Cell, cellText, readTable, type Table } from './table.ts';

/**
 * Counts rows in the bins of a baseline. Memory does not grow with them.
 *
 * Columns are found by name, and others than the baseline's are passed over. A column that no row has is not counted
 * at all: its verdict says nothing, where missing values would say that it drifted.
 *
 * @param table rows or columns, in any order
 * @throws BadTableError when the rows have not one column of the baseline
 * @example
 * ```ts
 * const baseline = await makeBaseline({ distance: [800, 650, 720, 810] });
 * const sketch = await countRows(baseline, [{ distance: 700 }, { distance: '905.5' }, { distance: null }]);
 * console.log(sketch.rows); // 3
 * ```
 */
export async function countRows(baseline: Baseline, table: Table): Promise<Sketch> {
  const { columns, prediction } = Baseline.tableOf(baseline);
  const window = emptyWindow(baseline);
  const counted: readonly Counted[] = [
    ...columns.map((column, place) => countedOf(column, window.features[place])),
    ...(prediction === undefined ? [] : [countedOf(prediction, window.predictions[0])]),
  ];
  let names: readonly string[] = [];
  await readTable(table, {
    names: (found) => {
      names = found;
    },
    row: (cellOf) => {
      window.coverage.records += 1;
      window.coverage.rows += 1;
      for (const one of counted) add(one, cellOf(one.column.column.name));
    },
  });
  if (window.coverage.rows > 0 && !counted.some(({ isThere }) => isThere))
    throw new BadTableError('the rows have no column of the baseline', {
      ...{ received: names.slice(0, 40).join(', '), allowed: columns.map(nameOf).slice(0, 40).join(', ') },
      fix: 'name the columns as in the training rows',
    });
  return Sketch.of(baseline, withoutAbsent(window, counted));
}

interface Counted {
  readonly column: ComparedColumn;
  readonly sketch: FeatureSketch;
  /** Some row had the column. */
  isThere: boolean;
}

function countedOf(column: ComparedColumn, sketch = emptyFeatureSketch(binsOf(column))): Counted {
  return { column, sketch, isThere: false };
}

/** A number needs no text in between. */
function add(counted: Counted, cell: Cell): void {
  const { column, sketch } = counted;
  if (cell !== undefined) counted.isThere = true;
  if (sketch.kind === 'number' && typeof cell === 'number') addNumber(sketch, cell, column.column.bins);
  else countCell(sketch, column, cellText(cell));
}

/** Columns that no row has were counted as missing in each: they begin again. */
function withoutAbsent(window: WindowSketch, counted: readonly Counted[]): WindowSketch {
  const shown = counted.map(({ column, sketch, isThere }) =>
    isThere ? sketch : emptyFeatureSketch(binsOf(column)),
  );
  const features = shown.slice(0, window.features.length);
  return { ...window, features, predictions: shown.slice(features.length) };
}

function nameOf({ column }: ComparedColumn): string {
  return column.name;
}
