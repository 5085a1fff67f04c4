import * as z from 'zod';
import { sha256Hex } from '../registry/identify.ts';
import { BadScoresError } from './errors.ts';
import type { HoldoutGroups } from './evaluate-contenders.ts';
import { groupColumn } from './group-column.ts';

const cellsSchema = z.array(z.string());

/**
 * Reads the kept cells of the hold-out's rows: one JSON array a line, in the order of `columns`.
 * @param rows  lines there must be
 * @param where the object's key, for the error
 * @throws BadScoresError when lines are missing or a line has another number of cells
 * @example readHoldoutGroups('["a"]\n["b"]\n', { columns: ['x'], rows: 2, where: 'key' }).columns[0].groups // ['a', 'b']
 */
export function readHoldoutGroups(
  text: string,
  {
    columns,
    rows,
    where,
  }: { readonly columns: readonly string[]; readonly rows: number; readonly where: string },
): HoldoutGroups {
  const lines = text === '' ? [] : text.trimEnd().split('\n');
  const cells = lines.map((line) => cellsSchema.safeParse(parsed(line)).data ?? []);
  const wrong = cells.findIndex((own) => own.length !== columns.length);
  if (lines.length !== rows || wrong >= 0) {
    throw new BadScoresError('the groups do not cover the hold-out', {
      where,
      received: wrong >= 0 ? `line ${wrong + 1} has not ${columns.length} cells` : `${lines.length} lines`,
      allowed: `${rows} lines, each a JSON array of ${columns.length} texts`,
      fix: 'ask for a new contest: its hold-out is cut and written again',
    });
  }
  return {
    sha256: sha256Hex(text),
    columns: columns.map((column, index) =>
      groupColumn(
        column,
        cells.map((own) => own[index] ?? ''),
      ),
    ),
  };
}

/**
 * Where a contest keeps them for its replay: content-addressed.
 * @param folder of the contest among the artifacts
 * @example keptGroupsKey('models/m/contests/ct-1', 'ab') // 'models/m/contests/ct-1/groups/ab.jsonl'
 */
export function keptGroupsKey(folder: string, sha256: string): string {
  return `${folder}/groups/${sha256}.jsonl`;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
