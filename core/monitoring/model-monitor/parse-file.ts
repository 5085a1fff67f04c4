import type * as z from 'zod';
import { BadModelMonitorFileError, ContradictoryStatisticsError } from './errors.ts';
import { jsonFault } from './json-fault.ts';
import { jsonPlace, lineAndColumn } from './json-place.ts';

export type Path = readonly (string | number)[];

/** A file as text, and what it is called. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

const MOST_CHARACTERS = 64 * 1024 * 1024;
const LONGEST_SHOWN = 80;

/**
 * A file of Model Monitor by its schema, of which it may hold more: containers of one's own add members.
 * @throws BadModelMonitorFileError with line, column and path
 */
export function parseFile<T>(file: SourceFile, schema: z.ZodType<T>): T {
  if (file.text.length > MOST_CHARACTERS)
    throw bad(file, '', {
      received: `${file.text.length} characters`,
      allowed: `at most ${MOST_CHARACTERS} characters`,
    });
  const value = parseJson(file);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).filter((step) => typeof step !== 'symbol');
  throw bad(file, placeOf(file, path), {
    received: shown(valueAt(value, path)),
    allowed: issue?.message ?? 'the documented schema',
  });
}

/** What is well formed and cannot be. */
export function contradiction(
  file: SourceFile,
  path: Path,
  headline: string,
  facts: { readonly received: string; readonly allowed: string },
): ContradictoryStatisticsError {
  return new ContradictoryStatisticsError(headline, {
    where: `${file.name}${placeOf(file, path)}`,
    ...facts,
    fix: 'write the file again with the container that made it; it is read as it is, or not at all',
  });
}

function parseJson(file: SourceFile): unknown {
  // Some tools write a mark of the byte order, which JSON does not know.
  const text = file.text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = jsonFault(file.text);
    const { line, column } = lineAndColumn(file.text, at);
    throw bad(file, `:${line}:${column}`, {
      received: at >= file.text.trimEnd().length ? 'the end of the file' : shown(file.text.slice(at)),
      allowed: 'one JSON object; NaN and Infinity are none of its numbers',
    });
  }
}

function bad(
  file: SourceFile,
  place: string,
  facts: { readonly received: string; readonly allowed: string },
): BadModelMonitorFileError {
  return new BadModelMonitorFileError('a file of Model Monitor cannot be read', {
    where: `${file.name}${place}`,
    ...facts,
    fix: 'give statistics.json or constraints.json as the baseline job wrote them',
  });
}

/** `:12:7 features[3].name` */
function placeOf(file: SourceFile, path: Path): string {
  const { line, column } = jsonPlace(file.text, path);
  const words = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return `:${line}:${column}${words === '' ? '' : ` ${words.replace(/^\./, '')}`}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inside, step) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, step)
        ? (inside as Readonly<Record<string | number, unknown>>)[step]
        : undefined,
    value,
  );
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
