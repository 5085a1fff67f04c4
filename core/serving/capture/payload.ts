import type { BadRecordReason } from './bad-record.ts';
import { payloadType } from './content-type.ts';
import { csvRows } from './csv-cells.ts';
import { type Json, parseJsonValues } from './payload-json.ts';
import type { CaptureSide } from './record-shape.ts';

/** A body as what it holds: lines of CSV, or values of JSON (one), or of JSON Lines (one a line). */
export type Payload =
  { readonly lines: readonly string[]; readonly hasHeader: boolean } | { readonly values: readonly Json[] };

const BYTE_ORDER_MARK = '\uFEFF';
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const BLANKS = /\s+/g;
/** Bytes that were no UTF-8, or no text at all. */
const NO_TEXT = /[\0\uFFFD]/;
const LOOKS_LIKE_JSON = /^\s*[[{]/;

/**
 * Reads a body by its content type; where that says nothing, and where CSV turns out to be JSON (some containers label
 * every answer as CSV), by the body itself.
 */
export function readPayload(side: CaptureSide): Payload | BadRecordReason {
  const { format, hasHeader } = payloadType(side);
  if (format === 'none') return isKnown(side.encoding) ? 'unknown-content-type' : 'unknown-encoding';
  const text = payloadText(side);
  if (text === undefined) return isKnown(side.encoding) ? 'payload-not-text' : 'unknown-encoding';
  if (format === 'unknown' && NO_TEXT.test(text)) return 'payload-not-text';
  if (format === 'json' || format === 'json-lines') {
    const values = parseJsonValues(text, format === 'json-lines');
    return values === undefined ? 'payload-not-json' : { values };
  }
  const values = LOOKS_LIKE_JSON.test(text) ? parseJsonValues(text, false) : undefined;
  return values === undefined ? { lines: csvRows(text), hasHeader } : { values };
}

/** @returns undefined when the encoding is unknown or the BASE64 damaged */
function payloadText({ data, encoding }: CaptureSide): string | undefined {
  switch (encoding === 'CSV' ? encoding : encoding.toUpperCase()) {
    case 'CSV':
    case 'JSON':
      return withoutMark(data);
    case 'BASE64': {
      const digits = BASE64.test(data) ? data : data.replace(BLANKS, '');
      // One digit left over is not a byte: the text was cut off.
      if (!BASE64.test(digits) || digits.replace(/=+$/, '').length % 4 === 1) return undefined;
      return withoutMark(Buffer.from(digits, 'base64').toString('utf8'));
    }
    default:
      return undefined;
  }
}

function isKnown(encoding: string): boolean {
  return ['CSV', 'JSON', 'BASE64'].includes(encoding.toUpperCase());
}

function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}
