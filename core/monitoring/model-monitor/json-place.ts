type Step = string | number;

/**
 * Where in a JSON text a value stands, for a message that a person can follow. The text is JSON already.
 * @param path keys and indexes from the root; where it leads nowhere, the last value on the way counts
 * @returns line and column, both from 1
 * @example jsonPlace('{"a":\n [1, 2]}', ['a', 1]) // { line: 2, column: 6 }
 */
export function jsonPlace(
  text: string,
  path: readonly Step[],
): { readonly line: number; readonly column: number } {
  let at = skipBlanks(text, 0);
  for (const step of path) {
    const next =
      text[at] === '{' ? findKey(text, at, step) : text[at] === '[' ? findIndex(text, at, step) : undefined;
    if (next === undefined) break;
    at = next;
  }
  return lineAndColumn(text, at);
}

/** Both from 1. @example lineAndColumn('a\nbc', 3) // { line: 2, column: 2 } */
export function lineAndColumn(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

/** @param at position of `{` @returns position of the value of the last such key, as JSON.parse takes it */
function findKey(text: string, at: number, key: Step): number | undefined {
  let found: number | undefined;
  let cursor = skipBlanks(text, at + 1);
  while (text[cursor] === '"') {
    const end = endOfString(text, cursor);
    const name = JSON.parse(text.slice(cursor, end)) as unknown;
    // Past the colon.
    const value = skipBlanks(text, skipBlanks(text, end) + 1);
    if (name === String(key)) found = value;
    cursor = afterValue(text, value);
  }
  return found;
}

/** @param at position of `[` */
function findIndex(text: string, at: number, index: Step): number | undefined {
  let cursor = skipBlanks(text, at + 1);
  for (let item = 0; cursor < text.length && text[cursor] !== ']'; item += 1) {
    if (item === index) return cursor;
    cursor = afterValue(text, cursor);
  }
  return undefined;
}

/** The beginning of what follows a value: the next key or item, or the end of what it stands in. */
function afterValue(text: string, at: number): number {
  let depth = 0;
  let cursor = at;
  do {
    const character = text[cursor];
    if (character === '"') {
      cursor = endOfString(text, cursor);
      continue;
    }
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth < 0) return cursor;
    if (depth === 0 && character === ',') return skipBlanks(text, cursor + 1);
    cursor += 1;
  } while (cursor < text.length);
  return cursor;
}

/** @param at position of the opening quote @returns position behind the closing one */
function endOfString(text: string, at: number): number {
  let cursor = at + 1;
  while (cursor < text.length && text[cursor] !== '"') cursor += text[cursor] === '\\' ? 2 : 1;
  return cursor + 1;
}

function skipBlanks(text: string, at: number): number {
  let cursor = at;
  while (/\s/.test(text[cursor] ?? '')) cursor += 1;
  return cursor;
}
