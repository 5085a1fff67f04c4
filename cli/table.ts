/** Plain tables for a terminal: columns by content, cut to its width, nothing but text. */
import { stripVTControlCharacters } from 'node:util';

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | undefined;
  /** Default: numbers to the right, text to the left. */
  readonly align?: 'left' | 'right';
}

const GAP = '  ';
/** A column is never cut below this many characters: less says nothing. */
const SMALLEST_WIDTH = 8;
const ELLIPSIS = '…';

/**
 * One line per row under a line of titles.
 * @param width  characters per line; `undefined` cuts nothing (output into a file or a pipe)
 * @example formatTable([{ title: 'name', value: (row: string) => row }], ['a', 'b'], 80) // 'name\na\nb'
 */
export function formatTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number | undefined,
): string {
  const cells = rows.map((row) => columns.map((column) => column.value(row)));
  const texts = [
    columns.map((column) => column.title),
    ...cells.map((line) => line.map((cell) => cleanText(cell === undefined ? '-' : String(cell)))),
  ];
  const natural = columns.map((_, index) => Math.max(...texts.map((line) => line[index]?.length ?? 0)));
  const widths = width === undefined ? natural : fitWidths(natural, width);
  const isRight = columns.map(
    ({ align }, index) =>
      (align ?? (cells.some((line) => typeof line[index] === 'number') ? 'right' : 'left')) === 'right',
  );
  return texts
    .map((line) =>
      line
        .map((text, index) => {
          const columnWidth = widths[index] ?? text.length;
          const cut = cutText(text, columnWidth);
          return isRight[index] === true ? cut.padStart(columnWidth) : cut.padEnd(columnWidth);
        })
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** Takes from the widest column, one character at a time, until the line fits. */
function fitWidths(natural: readonly number[], width: number): readonly number[] {
  const widths = [...natural];
  const room = width - GAP.length * (widths.length - 1);
  for (let excess = widths.reduce((sum, each) => sum + each, 0) - room; excess > 0; excess -= 1) {
    const widest = Math.max(...widths);
    if (widest <= SMALLEST_WIDTH) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function cutText(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}${ELLIPSIS}`;
}

/** Stored text must not move the cursor, change colours or break the line of whoever reads it. */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}
