import { cleanText } from './table.ts';

/**
 * Any plain data as indented lines, for results that have no view of their own.
 * @example formatOutline({ state: 'running', ports: [4566] }) // 'state: running\nports:\n  - 4566'
 */
export function formatOutline(data: unknown): string {
  return outlineLines(data).join('\n');
}

function outlineLines(data: unknown): readonly string[] {
  if (Array.isArray(data)) {
    return data.flatMap((item: unknown) => {
      const [first = '', ...rest] = outlineLines(item);
      return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
    });
  }
  if (typeof data !== 'object' || data === null) return [leafText(data)];
  return Object.entries(data).flatMap(([key, value]: [string, unknown]) => {
    if (value === undefined) return [];
    const isBranch = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
    if (!isBranch) return [`${key}: ${leafText(value)}`];
    return [`${key}:`, ...outlineLines(value).map((line) => `  ${line}`)];
  });
}

function leafText(value: unknown): string {
  if (value === undefined || value === null) return '-';
  if (Array.isArray(value)) return 'none';
  if (typeof value === 'string') return cleanText(value);
  return typeof value === 'object' ? 'none' : JSON.stringify(value);
}
