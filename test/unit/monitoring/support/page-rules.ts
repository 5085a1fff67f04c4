/** What every page must hold to, whatever names are on it. */
import { expect } from 'vitest';

/** The tags of a page in order: what a browser would build, if text stayed text. Values of attributes are cut out. */
export function tagsOf(page: string): readonly string[] {
  return [...page.matchAll(/<(\/?[a-z!][^\s/>]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/gi)].map(
    ([, name = '', attributes = '']) =>
      `${name} ${[...attributes.matchAll(/([^\s="'/]+)(?:=(?:"[^"]*"|'[^']*'))?/g)].map(([, one]) => one).join(' ')}`,
  );
}

export function expectInert(page: string): void {
  expect(page.startsWith('<!doctype html>')).toBe(true);
  expect(page).toContain(
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
  );
  const tags = tagsOf(page);
  for (const tag of tags) {
    expect(tag).not.toMatch(
      /^\/?(script|iframe|object|embed|form|base|link|img|template|animate|use|foreignObject)\b/i,
    );
    expect(tag).not.toMatch(/ (on\w*|style|src|srcdoc|xlink:href|action)\b/i);
  }
  expect(page).not.toMatch(/<script/i);
  expect([...page.matchAll(/href="([^"]*)"/g)].every(([, target = '']) => target.startsWith('#'))).toBe(true);
  expect(page).not.toMatch(
    /[\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/,
  );
  expect(page.isWellFormed()).toBe(true);
  expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
}
