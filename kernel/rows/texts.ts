/** Counts the texts of good rows: how many there are, and how often each value of the column's table. */
import { COLUMN_COUNTS, NO_CATEGORY } from '../../core/engine/kernel/layout';
import {
  FIGURE_COUNT,
  FIGURE_MISSING,
  ROW_INTEGER,
  ROW_KIND,
  ROW_LISTED_TIMESTAMP,
  ROW_VALUES,
} from '../../core/engine/rows/row-layout';
import { tellHost } from '../categories';
import { columns, descriptorOf, rowBytes } from '../state';
import { entriesOf, slotsOf } from './cells';
import { figureOf } from './sums';

@inline
function addTo(figure: usize, more: i32): void {
  store<f64>(figure, load<f64>(figure) + <f64>more);
}

function addColumn(column: i32, descriptor: usize, isLookedUp: bool, first: i32, rows: i32): void {
  const counts = <usize>load<u32>(descriptor, COLUMN_COUNTS);
  let entry = entriesOf(column) + (<usize>first << 1);
  let slot = slotsOf(descriptor) + <usize>first * rowBytes;
  let present = 0;
  for (let row = 0; row < rows; row++, slot += rowBytes, entry += 2) {
    const from = <usize>load<u32>(slot);
    const to = <usize>load<u32>(slot, 4) - 1;
    if (from == to) continue;
    present++;
    if (!isLookedUp) continue;
    const known = <usize>load<u16>(entry);
    if (known == NO_CATEGORY) {
      tellHost(column, from, to);
      continue;
    }
    const counter = counts + (known << 2);
    store<u32>(counter, load<u32>(counter) + 1);
  }
  addTo(figureOf(column, FIGURE_COUNT), present);
  addTo(figureOf(column, FIGURE_MISSING), rows - present);
}

export function addTexts(first: i32, rows: i32): void {
  for (let column = 0; column < columns; column++) {
    const descriptor = descriptorOf(column);
    const kind = load<i32>(descriptor, ROW_KIND);
    // Numbers are the first two kinds.
    if (kind <= ROW_INTEGER) continue;
    addColumn(column, descriptor, kind == ROW_VALUES || kind == ROW_LISTED_TIMESTAMP, first, rows);
  }
}
