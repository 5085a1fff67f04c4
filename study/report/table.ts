import { formatTable } from '#cli/table';

/** A table that is printed on a terminal and written into a page alike. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  /** One text a column. */
  readonly rows: readonly (readonly string[])[];
  /** A sentence or two below. */
  readonly note?: string;
}

export function tableText({ title, columns, rows, note }: Table): string {
  const text = formatTable(
    columns.map((column, index) => ({
      title: column,
      value: (row: readonly string[]) => row[index],
      align: index === 0 ? ('left' as const) : ('right' as const),
    })),
    rows,
    undefined,
  );
  return [title, text, ...(note === undefined ? [] : [note])].join('\n');
}

/** @example tableMarkdown({ title: 't', columns: ['a', 'b'], rows: [['1', '2']] }) // '**t**\n\n| a | b |\n|---|--:|\n| 1 | 2 |' */
export function tableMarkdown({ title, columns, rows, note }: Table): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = `|${columns.map((_, index) => (index === 0 ? '---' : '--:')).join('|')}|`;
  return [
    `**${title}**`,
    '',
    line(columns),
    rule,
    ...rows.map(line),
    ...(note === undefined ? [] : ['', note]),
  ].join('\n');
}

/** Share with three digits after the point. @example shareText(0.95) // '0.950' */
export function shareText(share: number): string {
  return share.toFixed(3);
}

/** @example percentText(0.0471) // '4.7 %' */
export function percentText(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A bar that a study's figures are held against. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly bar: number;
  readonly isMet: boolean;
}

export function atLeast(name: string, value: number, bar: number): Bar {
  return { name, value, bar, isMet: value >= bar };
}

export function atMost(name: string, value: number, bar: number): Bar {
  return { name, value, bar, isMet: value <= bar };
}

export function barTable(bars: readonly Bar[]): Table {
  return {
    title: 'Bars',
    columns: ['what', 'measured', 'bar', ''],
    rows: bars.map(({ name, value, bar, isMet }) => [
      ...[name, value.toFixed(4), String(bar)],
      isMet ? 'met' : 'NOT MET',
    ]),
  };
}
