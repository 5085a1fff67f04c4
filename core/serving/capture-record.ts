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
});

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
}

/** What callers say in CustomAttributes: `purpose=live;event-time=2013-04-01T10:00:00Z`. */
export interface CaptureAttributes {
  /** smoke and shadow calls are kept out of windows. */
  readonly purpose: 'live' | 'smoke' | 'shadow';
  readonly eventTime?: string;
}

export type BadRecordReason =
  'not-json' | 'wrong-shape' | 'unknown-event-version' | 'unknown-encoding' | 'answers-do-not-match-rows';

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
  const { captureData, eventMetadata, eventVersion } = parsed.data;
  if (eventVersion !== '0') return { bad: 'unknown-event-version' };
  const input = decodeSide(captureData.endpointInput);
  const output = decodeSide(captureData.endpointOutput);
  if (input === undefined || output === undefined) return { bad: 'unknown-encoding' };
  const inputs = lines(input);
  const outputs = lines(output);
  if (inputs.length !== outputs.length) return { bad: 'answers-do-not-match-rows' };
  return {
    record: {
      eventId: eventMetadata.eventId,
      inferenceId: eventMetadata.inferenceId ?? eventMetadata.eventId,
      inferenceTime: eventMetadata.inferenceTime,
      attributes: parseAttributes(eventMetadata.customAttributes),
      inputs,
      outputs,
    },
  };
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
