import { answersOf } from './capture/answers.ts';
import type { BadRecordReason } from './capture/bad-record.ts';
import type { CaptureTerms } from './capture/capture-terms.ts';
import { plainLines } from './capture/csv-cells.ts';
import { type CaptureAttributes, formatAttributes, parseAttributes } from './capture/custom-attributes.ts';
import { inputRows, type InputRows } from './capture/input-rows.ts';
import { readPayload } from './capture/payload.ts';
import { recordShape, type RecordShape } from './capture/record-shape.ts';

export type { BadRecordReason } from './capture/bad-record.ts';
export { type CaptureAttributes, formatAttributes, parseAttributes } from './capture/custom-attributes.ts';

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
  /** One a row: the dataset's key where the row names it, else `<inferenceId>#<row index>`. */
  readonly rowIds: readonly string[];
  /** One a row: from the row itself, else from the caller, else the time of the invocation. */
  readonly eventTimes: readonly string[];
}

export type DecodedRecord =
  /** With the version that the record says answered; native capture names none. */
  { readonly record: CaptureRecord; readonly modelVersion?: number } | { readonly bad: BadRecordReason };

type Rows = InputRows & { readonly outputs: readonly string[] };

/**
 * A reader of the lines of capture objects, whoever wrote them: SageMaker's native capture or the front door.
 * docs/captures.md lists what is read.
 * @param terms what is known of the model that answered
 * @returns of each line the record, or the reason why it counts as bad; it never throws on content
 */
export function captureDecoder(terms: CaptureTerms): (line: string) => DecodedRecord {
  return (line) => decode(line, terms);
}

/** A line of which nothing is known: rows by name cannot be read. */
export function decodeCaptureLine(line: string): DecodedRecord {
  return decode(line, {});
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

function decode(line: string, terms: CaptureTerms): DecodedRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { bad: 'not-json' };
  }
  const shape = recordShape(value);
  if (typeof shape === 'string') return { bad: shape };
  if (shape.eventVersion !== '0') return { bad: 'unknown-event-version' };
  const { gyre, inferenceTime, eventId } = shape;
  if (gyre !== undefined && terms.version !== undefined && gyre.modelVersion !== terms.version)
    return { bad: 'other-version' };
  const rows = isOwn(shape) ? ownRows(shape) : foreignRows(shape, terms);
  if (typeof rows === 'string') return { bad: rows };
  const { lines: inputs, outputs } = rows;
  const attributes = parseAttributes(shape.customAttributes);
  const inferenceId = shape.inferenceId ?? eventId;
  const requestTime = attributes.eventTime ?? inferenceTime;
  const rowIds = gyre?.rowIds ?? inputs.map((_, index) => rows.rowIds?.[index] ?? `${inferenceId}#${index}`);
  const eventTimes = gyre?.eventTimes ?? inputs.map((_, index) => rows.eventTimes?.[index] ?? requestTime);
  if (rowIds.length !== inputs.length || eventTimes.length !== inputs.length)
    return { bad: 'ids-do-not-match-rows' };
  // Rows of one request mostly have one time, which is then looked at once.
  const isNoTime = (time: string, row: number) =>
    time !== eventTimes[row - 1] && Number.isNaN(Date.parse(time));
  if (eventTimes.some(isNoTime)) return { bad: 'bad-event-time' };
  return {
    record: { eventId, inferenceId, inferenceTime, attributes, inputs, outputs, rowIds, eventTimes },
    ...(gyre === undefined ? {} : { modelVersion: gyre.modelVersion }),
  };
}

/** Written by the front door, where a line is a row whatever it holds. */
function isOwn({ gyre, input, output }: RecordShape): boolean {
  return gyre !== undefined && input.encoding === 'CSV' && output.encoding === 'CSV';
}

function ownRows({ input, output }: RecordShape): Rows | BadRecordReason {
  const lines = plainLines(input.data);
  const outputs = plainLines(output.data);
  return lines.length === outputs.length ? { lines, outputs } : 'answers-do-not-match-rows';
}

function foreignRows({ input, output }: RecordShape, terms: CaptureTerms): Rows | BadRecordReason {
  const asked = readPayload(input);
  if (typeof asked === 'string') return asked;
  const answered = readPayload(output);
  if (typeof answered === 'string') return answered;
  const rows = inputRows(asked, terms);
  if (rows === undefined) return 'no-rows-in-input';
  const outputs = answersOf(answered, rows.lines.length, terms.answerColumn);
  if (typeof outputs !== 'string') return { ...rows, outputs };
  // Empty lines may be rows of one feature; where there are more of them than answers they are none.
  const lines = rows.rowIds === undefined ? rows.lines.filter((line) => line.trim() !== '') : rows.lines;
  if (lines.length === rows.lines.length) return outputs;
  const fewer = answersOf(answered, lines.length, terms.answerColumn);
  return typeof fewer === 'string' ? fewer : { lines, outputs: fewer };
}
