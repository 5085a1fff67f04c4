import type { DecodeFailure, DecodeReason } from './decode-failure.ts';

/** Tokens of JSON (RFC 8259), each tried at one position. */
const BLANK = /[ \t\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

export type JsonRow =
  { readonly cells: ReadonlyMap<string, string> } | { readonly failure: Omit<DecodeFailure, 'line'> };

/**
 * One line of JSON as cells by name: strings as they are, numbers as the text that stands there (`1.50` stays `1.50`, and
 * no digit is lost), `true` and `false`, and an empty cell for `null`. Values within values are no cells.
 */
export function jsonRow(line: string): JsonRow {
  const cells = new Map<string, string>();
  let at = 0;
  const take = (token: RegExp): string | undefined => {
    token.lastIndex = at;
    const found = token.exec(line)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const isNext = (character: string): boolean => {
    take(BLANK);
    if (line[at] !== character) return false;
    at += 1;
    take(BLANK);
    return true;
  };
  const bad = (what: string) => fail('bad-json', `${what} at character ${at + 1} of the line`);

  if (!isNext('{')) return bad('no object');
  if (!isNext('}')) {
    do {
      const nameToken = take(STRING);
      if (nameToken === undefined) return bad('no name');
      const name = unquoted(nameToken);
      if (!isNext(':')) return bad('no colon');
      const text = take(STRING);
      const value = text === undefined ? (take(NUMBER) ?? take(WORD)) : unquoted(text);
      if (value === undefined) {
        if (line[at] !== '{' && line[at] !== '[') return bad('no value');
        return fail('nested-value', line[at] === '{' ? 'an object as value' : 'a list as value', name);
      }
      if (cells.has(name)) return fail('duplicate-column', 'the name stands twice in one object', name);
      if (value.includes('\0')) return fail('nul-byte', 'a NUL character', name);
      if (!value.isWellFormed()) return fail('not-utf-8', 'half of a character, as an escape', name);
      cells.set(name, text === undefined && value === 'null' ? '' : value);
    } while (isNext(','));
    if (!isNext('}')) return bad('no end of the object');
  }
  take(BLANK);
  return at === line.length ? { cells } : bad('more than one object');
}

function unquoted(token: string): string {
  return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
}

function fail(reason: DecodeReason, detail: string, column?: string): JsonRow {
  return { failure: { reason, detail, ...(column === undefined ? {} : { column }) } };
}
