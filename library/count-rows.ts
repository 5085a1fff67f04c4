import { addNumber } from '#core/engine/sketch/number-sketch';
import type { FeatureSketch } from '#core/engine/sketch/feature-sketch';
import { BadTableError } from '#core/monitoring/table/errors';
import { type ComparedColumn, countCell } from '#core/monitoring/table/table-baseline';
import { Baseline } from './baseline.ts';
import { emptyWindow } from './empty-window.ts';
import { Sketch } from './sketch.ts';
import { type Cell, cellText, readTable, type RowOf, type Table } from './table.ts';

/**
 * Counts rows in the bins of a baseline. Memory does not grow with them.
 *
 * Columns are found by name, and others than the baseline's are passed over. A row without a column has a missing value
 * there: what later rows never have, such as a label, belongs into `ignore`. Without the prediction it has no answer.
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
export async function countRows<R extends RowOf<R>>(baseline: Baseline, table: Table<R>): Promise<Sketch> {
  const { columns, prediction } = Baseline.tableOf(baseline);
  const window = emptyWindow(baseline);
  const { features, predictions, coverage } = window;
  const [answers] = predictions;
  const met = { names: [] as readonly string[], isNamed: false };
  await readTable(table, {
    names: (names) => {
      met.names = names;
    },
    row: (cellOf) => {
      coverage.records += 1;
      coverage.rows += 1;
      features.forEach((sketch, place) => {
        const column = columns[place];
        if (column === undefined) return;
        const cell = cellOf(column.column.name);
        if (cell !== undefined) met.isNamed = true;
        add(sketch, column, cell);
      });
      if (answers === undefined || prediction === undefined) return;
      const answer = cellOf(prediction.column.name);
      // Rows that no model answered yet are none with a missing answer.
      if (answer !== undefined) add(answers, prediction, answer);
    },
  });
  if (met.isNamed || coverage.rows === 0) return Sketch.of(baseline, window);
  throw new BadTableError('the rows have no column of the baseline', {
    received: met.names.slice(0, 40).join(', '),
    allowed: columns
      .slice(0, 40)
      .map(({ column }) => column.name)
      .join(', '),
    fix: 'name the columns as in the training rows',
  });
}

/** A number needs no text in between. */
function add(sketch: FeatureSketch, column: ComparedColumn, cell: Cell): void {
  if (sketch.kind === 'number' && typeof cell === 'number') addNumber(sketch, cell, column.column.bins);
  else countCell(sketch, column, cellText(cell));
}
