import type { CaptureSide } from './record-shape.ts';

/** `unknown`: the type says nothing, so that the body has to; `none`: a body of this type holds no rows. */
export type PayloadFormat = 'csv' | 'json' | 'json-lines' | 'unknown' | 'none';

export interface PayloadType {
  readonly format: PayloadFormat;
  /** `header=present`, RFC 4180: the first line of CSV names the columns. */
  readonly hasHeader: boolean;
}

const FORMATS: ReadonlyMap<string, PayloadFormat> = new Map<string, PayloadFormat>([
  ...['text/csv', 'application/csv', 'text/x-csv', 'text/comma-separated-values'].map(
    (type) => [type, 'csv'] as const,
  ),
  ...['application/json', 'text/json', 'application/x-json'].map((type) => [type, 'json'] as const),
  ...['application/jsonlines', 'application/x-jsonlines', 'application/jsonl', 'application/x-jsonl'].map(
    (type) => [type, 'json-lines'] as const,
  ),
  ...['application/x-ndjson', 'application/ndjson'].map((type) => [type, 'json-lines'] as const),
  // What web frameworks, clients and command lines say when nobody told them: it tells nothing of the body.
  ...['', '*/*', 'text/plain', 'text/html', 'application/octet-stream', 'binary/octet-stream'].map(
    (type) => [type, 'unknown'] as const,
  ),
  ['application/x-www-form-urlencoded', 'unknown'],
]);

/** Nearly all of what is captured, and so not taken apart each time. */
const PLAIN_CSV: PayloadType = { format: 'csv', hasHeader: false };

/**
 * What a body is, by its content type: case does not matter, parameters other than `header` neither. Of a type that
 * is none of these the encoding tells: SageMaker writes CSV or JSON for the types that the capture settings list as such.
 * @example payloadType({ observedContentType: 'text/csv; charset=utf-8; header=present', data: '', encoding: 'CSV' }).hasHeader // true
 */
export function payloadType({ observedContentType = '', encoding }: CaptureSide): PayloadType {
  if (observedContentType === 'text/csv') return PLAIN_CSV;
  const [type = '', ...parameters] = observedContentType.split(';').map((part) => part.trim().toLowerCase());
  const hasHeader = parameters.some((parameter) => /^header\s*=\s*"?present"?$/.test(parameter));
  const known = FORMATS.get(type) ?? (type.endsWith('+json') ? 'json' : undefined);
  return { format: known ?? formatOf(encoding), hasHeader };
}

function formatOf(encoding: string): PayloadFormat {
  const name = encoding.toUpperCase();
  return name === 'CSV' ? 'csv' : name === 'JSON' ? 'json' : 'none';
}
