import { readFileSync } from 'node:fs';
import type { SourceMap, SourceMapPayload, SourceMapping } from 'node:module';
import { fileURLToPath } from 'node:url';
import { GyreError } from '#core/errors';

/** Most positions that a log line tells of an error. */
const MOST_POSITIONS = 8;

export interface LoggedError {
  readonly errorName: string;
  readonly errorCode?: string;
  readonly where?: string | undefined;
  /** Where it was thrown and what called that: lines of our files, names of packages. */
  readonly at: readonly string[];
}

/** What a log tells of an error. Not its message: what came from outside may be in it. */
export function errorFacts(error: unknown): LoggedError {
  const at = error instanceof Error ? positionsOf(error.stack ?? '') : [];
  if (error instanceof GyreError)
    return { errorName: error.name, errorCode: error.code, where: error.facts.where, at };
  return { errorName: error instanceof Error ? error.name : 'UnknownError', at };
}

/** Read when the first error is told, and so is the module that reads it: who has no error does not pay for it. */
let map: SourceMap | undefined;

function readMap(path: string): SourceMap {
  const { SourceMap } = process.getBuiltinModule('node:module');
  return new SourceMap(JSON.parse(readFileSync(path, 'utf8')) as SourceMapPayload);
}

/** The frames of a stack that lie in this bundle, by the map beside it. */
function positionsOf(stack: string): readonly string[] {
  const bundle = fileURLToPath(import.meta.url);
  const positions: string[] = [];
  for (const frame of stack.split('\n')) {
    const [, line, column] = /:(\d+):(\d+)\)?$/.exec(frame) ?? [];
    if (line === undefined || !frame.includes(`${bundle}:${line}`)) continue;
    try {
      map ??= readMap(`${bundle}.map`);
    } catch {
      // Run from its sources, or without its map: a log line without positions is better than none.
      return [];
    }
    const position = positionOf(map.findEntry(Number(line) - 1, Number(column) - 1));
    if (position !== undefined && position !== positions.at(-1)) positions.push(position);
  }
  return positions.slice(0, MOST_POSITIONS);
}

function positionOf(entry: SourceMapping | object): string | undefined {
  if (!('originalSource' in entry)) return undefined;
  const { originalSource, originalLine } = entry;
  return originalSource.startsWith('npm:') ? originalSource : `${originalSource}:${originalLine + 1}`;
}
