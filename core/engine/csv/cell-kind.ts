import {
  ROW_INTEGER,
  ROW_LISTED_TIMESTAMP,
  ROW_NUMBER,
  ROW_TEXT,
  ROW_TIMESTAMP,
  ROW_VALUES,
} from '../rows/row-layout.ts';
import type { ScanColumn } from './scan-column.ts';

/** How a column's cells are read, row by row or in blocks. @param isAsked  its values are looked up in its table */
export function kindOf(column: ScanColumn | undefined, isAsked: boolean): number {
  switch (column?.type) {
    case 'integer':
      return ROW_INTEGER;
    case 'number':
      return ROW_NUMBER;
    case 'timestamp':
      return isAsked ? ROW_LISTED_TIMESTAMP : ROW_TIMESTAMP;
    default:
      return isAsked ? ROW_VALUES : ROW_TEXT;
  }
}
