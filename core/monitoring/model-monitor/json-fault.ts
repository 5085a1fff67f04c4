/** One token of JSON, or of what only looks like it. */
const TOKEN =
  /"[^"\\\n]*(?:\\.[^"\\\n]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y;

type Wanted = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'next';

/**
 * Where a text stops being JSON: the first token that cannot stand where it stands, or the end of a text that is cut
 * off. The runtime tells it for some faults only, and in words that change.
 * @returns offset in the text
 * @example jsonFault('[1, NaN]') // 4
 */
export function jsonFault(text: string): number {
  const open: string[] = [];
  let wanted: Wanted = 'value';
  let at = behindBlanks(text, 0);
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const [token = ''] = TOKEN.exec(text) ?? [];
    const next: Wanted | undefined = token === '' ? undefined : step(token, wanted, open);
    if (next === undefined) return at;
    wanted = next;
    at = behindBlanks(text, at + token.length);
  }
  return at;
}

/** What is wanted after a token; undefined when it was not wanted itself. @param open what is not closed yet, changed */
function step(token: string, wanted: Wanted, open: string[]): Wanted | undefined {
  if (wanted === ':') return token === ':' ? 'value' : undefined;
  if (token === '}' || token === ']') {
    const mayClose = wanted === 'next' || wanted === (token === '}' ? 'key or }' : 'value or ]');
    return mayClose && open.pop() === (token === '}' ? '{' : '[') ? 'next' : undefined;
  }
  if (wanted === 'next') {
    if (token !== ',') return undefined;
    const inside = open.at(-1);
    return inside === '{' ? 'key' : inside === '[' ? 'value' : undefined;
  }
  if (wanted === 'key' || wanted === 'key or }') return token.startsWith('"') ? ':' : undefined;
  if (token === '{' || token === '[') {
    open.push(token);
    return token === '{' ? 'key or }' : 'value or ]';
  }
  return token === ',' || token === ':' ? undefined : 'next';
}

function behindBlanks(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
}
