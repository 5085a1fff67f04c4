import { type Json, type JsonList, readJsonText } from './json-text.ts';

export type { Json, JsonFields, JsonList } from './json-text.ts';

/** Python writes these for floats that JSON has no numbers for. */
const BARE = /NaN|Infinity/;
/** A text that is never closed is one to its end: looked for again from each of its quotes it would take for ever. */
const TEXT_OR_BARE = /"(?:[^"\\]|\\[^])*(?:"|\\?$)|-?\b(?:NaN|Infinity)\b/g;

/**
 * A JSON body whose numbers keep their text, so that a row is the same row in CSV: `1.0` is not `1`, `1e400` is not
 * gone and a whole number above 2^53 keeps its digits. `NaN` and `Infinity` are read as texts.
 * @returns undefined when it is no JSON, or nested beyond what anybody sends
 * @example parseJson('[1.0]') // ['1.0']
 * @example parseJson('[1.0') // undefined
 */
export function parseJson(text: string): Json | undefined {
  return isJson(text) ? readJsonText(text) : BARE.test(text) ? parseBare(text) : undefined;
}

/**
 * The values of a body: one of JSON, one a line of JSON Lines. What is labelled one may be the other.
 * @returns undefined when it is neither
 * @example parseJsonValues('[1]\n[2]\n', true) // [['1'], ['2']]
 */
export function parseJsonValues(body: string, isLikelyLines: boolean): readonly Json[] | undefined {
  if (body.trim() === '') return [];
  if (isLikelyLines) return lineValues(body) ?? wholeValue(body);
  return wholeValue(body) ?? lineValues(body);
}

/** @example textOf(null) // '' */
export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  return typeof value === 'boolean' ? String(value) : undefined;
}

/** @example isScalar(['1']) // false */
export function isScalar(value: Json): value is string | boolean | null {
  return typeof value !== 'object' || value === null;
}

export function isList(value: Json | undefined): value is JsonList {
  return Array.isArray(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function parseBare(text: string): Json | undefined {
  try {
    const quoted = text.replace(TEXT_OR_BARE, (found) => (found.startsWith('"') ? found : `"${found}"`));
    return isJson(quoted) ? readJsonText(quoted) : undefined;
  } catch {
    // The expression ran out of memory: nobody sends such a body.
    return undefined;
  }
}

function wholeValue(body: string): readonly Json[] | undefined {
  const value = parseJson(body);
  return value === undefined ? undefined : [value];
}

function lineValues(body: string): readonly Json[] | undefined {
  const values: Json[] = [];
  for (const line of body.split('\n')) {
    if (line.trim() === '') continue;
    const value = parseJson(line);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}
