/**
 * Markup for pages without script: whatever is interpolated is text, unless `html` itself made it.
 *
 * Escaping is by context: text and quoted attributes take any value; the places where escaping does not help (tag and
 * attribute names, unquoted values, handlers, styles, addresses, the inside of script and style) take none at all.
 */

import { type Place, placesOf } from './html-context.ts';

/** Markup that needs no more escaping. Only `html` and `trusted` make it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

export type Part = string | number | Markup | null | undefined | readonly Part[];

/** For constants of this project, e.g. a style sheet: never for a value that came from outside. */
export function trusted(constant: string): Markup {
  return new Markup(constant);
}

/**
 * Nothing for null and undefined, a dash for a number that is none.
 * @throws TypeError where a template puts a value at a place that cannot be escaped
 * @example html`<p title="${'"'}">${'<b>'}</p>`.text // '<p title="&quot;">&lt;b&gt;</p>'
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const places = placesOf(strings);
  const pieces = withoutIndent(strings).map((text, index) => {
    const place = places[index];
    return place === undefined ? text : text + render(parts[index], place);
  });
  return new Markup(pieces.join(''));
}

const unindented = new WeakMap<TemplateStringsArray, readonly string[]>();

/** How deep a template stands in its source says nothing, and was a third of a page. Values keep every space. */
function withoutIndent(strings: TemplateStringsArray): readonly string[] {
  const before = unindented.get(strings);
  if (before !== undefined) return before;
  const texts = strings.map((text) => text.replace(/\n\s+/g, '\n'));
  unindented.set(strings, texts);
  return texts;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};
/** Control characters, line separators, what has no width, and what turns the direction of the text after it. */
const INVISIBLE =
  /[\p{Cc}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu;

/**
 * Safe as text and inside quotes of either kind; what cannot be seen becomes U+FFFD.
 * @example escapeHtml(`<a b='c'>`) // '&lt;a b=&#39;c&#39;&gt;'
 */
export function escapeHtml(value: string): string {
  return value
    .toWellFormed()
    .replace(INVISIBLE, (one) => (one === '\n' || one === '\t' ? one : '\ufffd'))
    .replace(/[&<>"'`]/g, (one) => ENTITIES[one] ?? one);
}

function render(part: Part, place: Place): string {
  if (part === null || part === undefined) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return place === 'text' ? numberText(part) : coordinate(part);
  if (part instanceof Markup) {
    if (place === 'attribute') throw new TypeError('markup cannot stand inside an attribute');
    return part.text;
  }
  return part.map((one) => render(one, place)).join('');
}

function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : '–';
}

/** Numbers in attributes are coordinates: hundredths are enough, and a drawing must not break on one. */
function coordinate(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 100) / 100) : '0';
}
