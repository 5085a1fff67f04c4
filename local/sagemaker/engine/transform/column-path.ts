/** The JSONPath that batch transform takes for CSV: columns by number, by list, or by one range. */
import { ColumnPathError } from '../errors.ts';

const LONGEST_PATH = 63;

export type ColumnPath =
  | { readonly kind: 'all' }
  | { readonly kind: 'list'; readonly indexes: readonly number[] }
  | { readonly kind: 'range'; readonly from: number; readonly to: number | undefined };

/**
 * @throws ColumnPathError when SageMaker would refuse it
 * @example parseColumnPath('$[0,1,-1]') // { kind: 'list', indexes: [0, 1, -1] }
 * @example parseColumnPath('$[2:]') // { kind: 'range', from: 2, to: undefined }
 */
export function parseColumnPath(path: string): ColumnPath {
  if (path.length > LONGEST_PATH)
    throw refused(path, `${path.length} characters, at most ${LONGEST_PATH} are allowed`);
  if (path === '$' || path === '') return { kind: 'all' };
  const inside = /^\$\[([^\]]+)\]$/.exec(path)?.[1];
  if (inside === undefined) throw refused(path, path);
  const range = /^(-?\d+)?:(-?\d+)?$/.exec(inside);
  if (range !== null) {
    return {
      kind: 'range',
      from: Number(range[1] ?? 0),
      to: range[2] === undefined ? undefined : Number(range[2]),
    };
  }
  const parts = inside.split(',').map((part) => part.trim());
  if (!parts.every((part) => /^-?\d+$/.test(part))) throw refused(path, path);
  return { kind: 'list', indexes: parts.map(Number) };
}

/**
 * The chosen cells of a row, in the order of the path.
 * @returns undefined when the row has no such column
 */
export function pickColumns(path: ColumnPath, cells: readonly string[]): readonly string[] | undefined {
  if (path.kind === 'all') return cells;
  if (path.kind === 'range') return cells.slice(path.from, path.to);
  const picked = path.indexes.map((index) => cells.at(index));
  return picked.every((cell) => cell !== undefined) ? picked : undefined;
}

function refused(path: string, received: string): ColumnPathError {
  return new ColumnPathError('the filter is no column path', {
    where: path,
    received,
    allowed: '$, $[1], $[0,1,-1], $[2:], $[:3], at most 63 characters',
    fix: 'put the columns to keep apart first, and name them by number',
  });
}
