import { compareBytes, UNKNOWN_ORDER } from './compare-bytes.ts';
import { type FoundRow, holds, isNumeric, type ScanColumn, type ScanRule } from './scan-column.ts';

/** The cells of one row. */
export interface RuleCells extends FoundRow {
  /** Of a column that holds numbers. */
  numberOf(column: number): number;
}

/** What must hold between columns, by their places. */
export interface RowRules {
  readonly columns: readonly ScanColumn[];
  readonly rules: readonly ScanRule[];
}

/** @returns whether all rules between columns plainly hold; what is not plain is the exact reader's */
export function rulesHold({ columns, rules }: RowRules, bytes: Uint8Array, cells: RuleCells): boolean {
  for (const { left, right, operator } of rules) {
    const leftStart = cells.startOf(left);
    const leftEnd = cells.endOf(left);
    const rightStart = cells.startOf(right);
    const rightEnd = cells.endOf(right);
    if (leftStart === leftEnd || rightStart === rightEnd) continue;
    if (isNumeric(columns[left])) {
      if (!isNumeric(columns[right])) return false;
      if (!holds(operator, cells.numberOf(left) - cells.numberOf(right))) return false;
      continue;
    }
    const isTime = columns[left]?.type === 'timestamp';
    // Times of two lengths have two forms: their order is not that of their text.
    if (isTime && leftEnd - leftStart !== rightEnd - rightStart) return false;
    const order = compareBytes(bytes, [leftStart, leftEnd], [rightStart, rightEnd]);
    if (order === UNKNOWN_ORDER || !holds(operator, order)) return false;
  }
  return true;
}
