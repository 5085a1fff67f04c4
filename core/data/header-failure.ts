import type { DecodeFailure } from './decode-failure.ts';

export const MOST_COLUMNS = 2000;

/** Why names cannot be those of columns. Names are data: they are never used as keys of an object. */
export function headerFailure(columns: readonly string[]): DecodeFailure | undefined {
  if (columns.length > MOST_COLUMNS) {
    return {
      reason: 'too-many-columns',
      line: 1,
      detail: `${columns.length} columns, at most ${MOST_COLUMNS}`,
    };
  }
  const seen = new Set<string>();
  for (const column of columns) {
    if (column.trim() === '') return { reason: 'unnamed-column', line: 1, detail: 'a column has no name' };
    if (seen.has(column)) {
      return { reason: 'duplicate-column', line: 1, column, detail: 'two columns have the same name' };
    }
    seen.add(column);
  }
  return undefined;
}
