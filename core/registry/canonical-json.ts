import canonicalize from 'canonicalize';

/** RFC 8785: one text for one value, whatever the order in which its keys were written. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('only JSON values have a canonical form');
  return text;
}
