/** Where in a template a value stands, read from the constant text before it. */
export type Place = 'text' | 'attribute';

/** Attributes in which escaping does not help: their values are code, addresses or styles. */
const REFUSED = /^(on.*|style|href|src|srcset|srcdoc|action|formaction|xlink:href|data|content)$/i;
const RAW = /^(script|style|title|textarea|iframe|noscript|xmp|plaintext|template)$/i;

interface Cursor {
  readonly at: 'text' | 'tag' | 'value' | 'raw';
  /** The tag so far, without the values of its attributes. */
  readonly tag: string;
  readonly quote: string;
  /** An attribute's value so far; in raw text, its end. */
  readonly value: string;
}
const TEXT: Cursor = { at: 'text', tag: '', quote: '', value: '' };

const known = new WeakMap<TemplateStringsArray, readonly Place[]>();

/** One place for each interpolation of a template. @throws TypeError for a place that no escaping makes safe */
export function placesOf(strings: TemplateStringsArray): readonly Place[] {
  const before = known.get(strings);
  if (before !== undefined) return before;
  let cursor = TEXT;
  const places = strings.slice(0, -1).map((chunk) => {
    cursor = scan(cursor, chunk);
    const place = placeAt(cursor);
    if (cursor.at === 'value') cursor = { ...cursor, value: `${cursor.value}?` };
    return place;
  });
  known.set(strings, places);
  return places;
}

function placeAt({ at, tag, value }: Cursor): Place {
  // Nothing but its own end tag means anything in a title, and none can come out of an escaped value.
  if (at === 'text' || (at === 'raw' && nameOf(tag) === 'title')) return 'text';
  if (at === 'raw') throw new TypeError(`no value is safe inside ${nameOf(tag)}`);
  if (at === 'tag') throw new TypeError(`a value in the tag ${nameOf(tag)} needs an attribute and quotes`);
  const attribute = /([^\s=]+)=$/.exec(tag)?.[1] ?? '';
  if (REFUSED.test(attribute) && !(attribute === 'href' && value.startsWith('#')))
    throw new TypeError(`no value is safe in the attribute ${attribute}`);
  return 'attribute';
}

/** Text and values are passed over in one step each: most of a template is neither tag nor name. */
function scan(start: Cursor, chunk: string): Cursor {
  let cursor = start;
  for (let at = 0; at < chunk.length; at += 1) {
    if (cursor.at === 'text') {
      at = chunk.indexOf('<', at);
      if (at === -1) return cursor;
    } else if (cursor.at === 'value') {
      const end = chunk.indexOf(cursor.quote, at);
      cursor = { ...cursor, value: cursor.value + chunk.slice(at, end === -1 ? chunk.length : end) };
      if (end === -1) return cursor;
      at = end;
    }
    cursor = step(cursor, chunk[at] ?? '');
  }
  return cursor;
}

/** The tokenizer of HTML, as far as templates of this project go: no comments, quotes around every value. */
function step(cursor: Cursor, character: string): Cursor {
  const { at, tag, quote, value } = cursor;
  switch (at) {
    case 'text':
      return character === '<' ? { ...TEXT, at: 'tag' } : cursor;
    case 'tag':
      if (character === '>') return RAW.test(nameOf(tag)) ? { ...TEXT, at: 'raw', tag } : TEXT;
      if (tag.endsWith('=') && (character === '"' || character === "'"))
        return { at: 'value', tag, quote: character, value: '' };
      return { ...cursor, tag: tag + character };
    case 'value':
      return character === quote
        ? { ...TEXT, at: 'tag', tag: tag.slice(0, -1) }
        : { ...cursor, value: value + character };
    case 'raw': {
      const end = `</${nameOf(tag)}>`;
      const seen = (value + character).toLowerCase().slice(-end.length);
      return seen === end ? TEXT : { ...cursor, value: seen };
    }
  }
}

function nameOf(tag: string): string {
  return (/^[^\s/>]+/.exec(tag)?.[0] ?? '').toLowerCase();
}
