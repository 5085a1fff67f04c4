/** A line of canonical CSV: commas, quotes only where they must be, LF. @example csvLine(['a', 'b,c']) // 'a,"b,c"\n' */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

function csvCell(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
