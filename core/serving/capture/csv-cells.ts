/** Lines and cells of CSV bodies: RFC 4180, with the plain case, which is nearly all there is, kept cheap. */
const SPECIAL = /[",\r\n]/;
/** A quote within a cell, such as that of inches, opens none. */
const OPENS_CELL = /(?:^|,)"/;

/**
 * The lines of a body, without their ends; a line feed at the end begins no further line.
 * @example plainLines('1,2\r\n3,4\n').length // 2
 */
export function plainLines(body: string): readonly string[] {
  const lines = body.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (!body.includes('\r')) return lines;
  return lines.map((text) => (text.endsWith('\r') ? text.slice(0, -1) : text));
}

/**
 * The rows of a body: a line feed between quotes ends none. Where a quote is never closed, every line is a row.
 * @example csvRows('1,"a\nb"\n2,c\n').length // 2
 */
export function csvRows(body: string): readonly string[] {
  const lines = plainLines(body);
  if (!body.includes('"')) return lines;
  const rows: string[] = [];
  let open: string | undefined;
  for (const line of lines) {
    const row: string = open === undefined ? line : `${open}\n${line}`;
    const isOpen: boolean =
      open === undefined ? hasOddQuotes(line) && OPENS_CELL.test(line) : !hasOddQuotes(line);
    open = isOpen ? row : undefined;
    if (!isOpen) rows.push(row);
  }
  return open === undefined ? rows : lines;
}

/**
 * The cells of a row. Where quotes do not fit together they are characters like others.
 * @example csvCells('1,"a,b",""')[1] // 'a,b'
 */
export function csvCells(row: string): readonly string[] {
  if (!row.includes('"')) return row.split(',');
  return quotedCells(row) ?? row.split(',');
}

/**
 * Cells as a row, quoted only where that is needed.
 * @example csvRow(['1', 'a,b', '']) // '1,"a,b",'
 */
export function csvRow(cells: readonly string[]): string {
  return cells.map((cell) => (SPECIAL.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

function hasOddQuotes(line: string): boolean {
  let isOdd = false;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}

function quotedCells(row: string): readonly string[] | undefined {
  const cells: string[] = [];
  for (let at = 0; ; at += 1) {
    if (row[at] === '"') {
      const end = closingQuote(row, at + 1);
      if (end < 0) return undefined;
      cells.push(row.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
    } else {
      const comma = row.indexOf(',', at);
      const end = comma < 0 ? row.length : comma;
      cells.push(row.slice(at, end));
      at = end;
    }
    if (at === row.length) return cells;
    if (row[at] !== ',') return undefined;
  }
}

function closingQuote(row: string, from: number): number {
  for (let at = row.indexOf('"', from); at >= 0; at = row.indexOf('"', at + 2)) {
    if (row[at + 1] !== '"') return at;
  }
  return -1;
}
