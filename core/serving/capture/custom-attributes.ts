/** What callers say in CustomAttributes: `purpose=live;event-time=2013-04-01T10:00:00Z`. */
export interface CaptureAttributes {
  /** smoke and shadow calls are kept out of windows. */
  readonly purpose: 'live' | 'smoke' | 'shadow';
  readonly eventTime?: string;
}

/**
 * Pairs with `;` between them, in one text or several, or the same as an object of JSON. What is neither is no
 * attribute: callers use the field for ids of their own.
 * @example parseAttributes('purpose=smoke').purpose // 'smoke'
 * @example parseAttributes(['{"event-time":"2024-05-09T08:00:00Z"}']).eventTime // '2024-05-09T08:00:00Z'
 */
export function parseAttributes(attributes: string | readonly string[] | undefined): CaptureAttributes {
  const texts = attributes === undefined ? [] : typeof attributes === 'string' ? [attributes] : attributes;
  const pairs = new Map<string, string>();
  for (const text of texts) {
    if (text.trimStart().startsWith('{')) addFields(pairs, text);
    else for (const part of text.split(';')) addPair(pairs, part);
  }
  const purpose = pairs.get('purpose');
  const eventTime = pairs.get('event-time');
  return {
    purpose: purpose === 'smoke' || purpose === 'shadow' ? purpose : 'live',
    ...(eventTime === undefined ? {} : { eventTime }),
  };
}

/** @example formatAttributes({ purpose: 'smoke' }) // 'purpose=smoke' */
export function formatAttributes(attributes: CaptureAttributes): string {
  const { purpose, eventTime } = attributes;
  return eventTime === undefined ? `purpose=${purpose}` : `purpose=${purpose};event-time=${eventTime}`;
}

function addPair(pairs: Map<string, string>, part: string): void {
  const at = part.indexOf('=');
  if (at > 0) pairs.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
}

function addFields(pairs: Map<string, string>, text: string): void {
  try {
    for (const [name, value] of Object.entries(JSON.parse(text) as object)) {
      if (typeof value === 'string') pairs.set(name, value.trim());
    }
  } catch {
    // A text of the caller's own that begins like an object.
  }
}
