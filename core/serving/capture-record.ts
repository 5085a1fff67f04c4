import * as z from 'zod';

/**
 * One line of a capture object, in SageMaker's own schema, whoever wrote it: native data capture or the front door.
 * One record per request; the body holds many rows, one a line.
 */
const sideSchema = z.object({
  observedContentType: z.string().optional(),
  mode: z.string().optional(),
  data: z.string(),
  encoding: z.string(),
});

const recordSchema = z.object({
  captureData: z.object({ endpointInput: sideSchema, endpointOutput: sideSchema }),
  eventMetadata: z.object({
    eventId: z.string().min(1),
    inferenceId: z.string().optional(),
    // SageMaker writes an array of strings, older readers saw a string: accept both.
    customAttributes: z.union([z.string(), z.array(z.string())]).optional(),
    inferenceTime: z.string(),
  }),
  eventVersion: z.string(),
  /** What the front door adds; SageMaker's own capture has none. One entry a row. */
  gyre: z
    .object({
      modelVersion: z.int().min(1),
      rowIds: z.array(z.string()),
      eventTimes: z.array(z.string()),
    })
    .optional(),
});

/** A key may hold these two, JSON leaves them as they are, and a queue refuses a message that does. */
const NO_CHARACTER_OF_A_MESSAGE = /[\ufffe\uffff]/g;

export interface CaptureRecord {
  readonly eventId: string;
  /** The caller's inference id, else the event id. */
  readonly inferenceId: string;
  /** Wall time of the invocation, ISO 8601. */
  readonly inferenceTime: string;
  readonly attributes: CaptureAttributes;
  /** Feature rows as CSV lines, and the answer to each. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** One a row: the dataset's key where the caller sent it, else `<inferenceId>#<row index>`. */
  readonly rowIds: readonly string[];
  /** One a row: from the row itself, else from the caller, else the time of the invocation. */
  readonly eventTimes: readonly string[];
}

/** What callers say in CustomAttributes: `purpose=live;event-time=2013-04-01T10:00:00Z`. */
export interface CaptureAttributes {
  /** smoke and shadow calls are kept out of windows. */
  readonly purpose: 'live' | 'smoke' | 'shadow';
  readonly eventTime?: string;
}

export type BadRecordReason =
  | 'not-json'
  | 'wrong-shape'
  | 'unknown-event-version'
  | 'unknown-encoding'
  | 'answers-do-not-match-rows'
  | 'ids-do-not-match-rows'
  | 'bad-event-time';

export type DecodedRecord = { readonly record: CaptureRecord } | { readonly bad: BadRecordReason };

/** @returns the record, or the reason why it counts as bad; never throws on content. */
export function decodeCaptureLine(line: string): DecodedRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { bad: 'not-json' };
  }
  const parsed = recordSchema.safeParse(value);
  if (!parsed.success) return { bad: 'wrong-shape' };
  const { captureData, eventMetadata, eventVersion, gyre } = parsed.data;
  if (eventVersion !== '0') return { bad: 'unknown-event-version' };
  const input = decodeSide(captureData.endpointInput);
  const output = decodeSide(captureData.endpointOutput);
  if (input === undefined || output === undefined) return { bad: 'unknown-encoding' };
  const inputs = lines(input);
  const outputs = lines(output);
  if (inputs.length !== outputs.length) return { bad: 'answers-do-not-match-rows' };
  const attributes = parseAttributes(eventMetadata.customAttributes);
  const inferenceId = eventMetadata.inferenceId ?? eventMetadata.eventId;
  const requestTime = attributes.eventTime ?? eventMetadata.inferenceTime;
  const rowIds = gyre?.rowIds ?? inputs.map((_, index) => `${inferenceId}#${index}`);
  const eventTimes = gyre?.eventTimes ?? inputs.map(() => requestTime);
  if (rowIds.length !== inputs.length || eventTimes.length !== inputs.length)
    return { bad: 'ids-do-not-match-rows' };
  if (eventTimes.some((time) => Number.isNaN(Date.parse(time)))) return { bad: 'bad-event-time' };
  const { eventId, inferenceTime } = eventMetadata;
  return {
    record: { eventId, inferenceId, inferenceTime, attributes, inputs, outputs, rowIds, eventTimes },
  };
}

/** @returns the record as a line in SageMaker's schema, without its line feed, with the ids and times of its rows */
export function captureLine(record: CaptureRecord, modelVersion: number): string {
  const side = (mode: 'INPUT' | 'OUTPUT', rows: readonly string[]) => ({
    observedContentType: 'text/csv',
    mode,
    data: rows.map((row) => `${row}\n`).join(''),
    encoding: 'CSV',
  });
  const text = JSON.stringify({
    captureData: {
      endpointInput: side('INPUT', record.inputs),
      endpointOutput: side('OUTPUT', record.outputs),
    },
    eventMetadata: {
      eventId: record.eventId,
      inferenceId: record.inferenceId,
      customAttributes: [formatAttributes(record.attributes)],
      inferenceTime: record.inferenceTime,
    },
    eventVersion: '0',
    gyre: { modelVersion, rowIds: record.rowIds, eventTimes: record.eventTimes },
  });
  return text.replace(NO_CHARACTER_OF_A_MESSAGE, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

/** @example parseAttributes('purpose=smoke').purpose // 'smoke' */
export function parseAttributes(attributes: string | readonly string[] | undefined): CaptureAttributes {
  const texts = attributes === undefined ? [] : typeof attributes === 'string' ? [attributes] : attributes;
  const pairs = new Map<string, string>();
  for (const part of texts.flatMap((text) => text.split(';'))) {
    const at = part.indexOf('=');
    if (at > 0) pairs.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
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

function decodeSide(side: z.infer<typeof sideSchema>): string | undefined {
  switch (side.encoding) {
    case 'CSV':
    case 'JSON':
      return side.data;
    case 'BASE64':
      return Buffer.from(side.data, 'base64').toString('utf8');
    default:
      return undefined;
  }
}

function lines(body: string): string[] {
  const all = body.split('\n').map((text) => (text.endsWith('\r') ? text.slice(0, -1) : text));
  return all.at(-1) === '' ? all.slice(0, -1) : all;
}
