import { parseAttributes } from '#core/serving/capture/custom-attributes';
import { type CaptureSide, recordShape, type RecordShape } from '#core/serving/capture/record-shape';
import { type CapturedCall, TEXT } from './capture-counter.ts';
import { inputParts, isJsonBody, outputParts } from './json-body.ts';
import {
  HOLE_ANSWER,
  HOLE_ATTRIBUTE,
  HOLE_CELL,
  HOLE_EVENT_ID,
  HOLE_INPUT,
  HOLE_INPUT_BASE64,
  HOLE_OUTPUT,
  HOLE_OUTPUT_BASE64,
  HOLE_STRINGS,
  HOLE_TEXT,
  HOLE_TIME,
  HOLE_TIMES,
} from './layout.ts';
import { type PatternPart, type PatternRules, scanPattern, type VaryingText } from './pattern-scanner.ts';

/**
 * How lines like this one are read: payloads, id and times are holes, everything else must stand there as it does
 * here. So a line that fits has the same keys and values, and differs only in what is in the holes.
 *
 * A hole is made only where every text that the kernel lets through is read by the slow path to the same effect. That
 * the line was understood is checked on the call that the slow path has read from it.
 *
 * @returns undefined for a line whose like is left to the slow path: other payloads than CSV or JSON of one row,
 *   escapes, repeated keys
 */
export function learnPattern(line: string, call: CapturedCall): readonly PatternPart[] | undefined {
  const shape = recordShape(jsonOf(line));
  if (!call.isLive || typeof shape === 'string') return undefined;
  const rules = rulesOf(shape, call);
  const scanned = rules === undefined ? undefined : scanPattern(line, rules);
  if (scanned === undefined) return undefined;
  const only = (...kinds: readonly number[]) => {
    const found = scanned.holes.filter(({ hole }) => kinds.includes(hole));
    return found.length === 1 ? found[0] : undefined;
  };
  const has = (kind: number) => scanned.holes.some(({ hole }) => hole === kind);
  const input = only(HOLE_INPUT, HOLE_INPUT_BASE64);
  const output = only(HOLE_OUTPUT, HOLE_OUTPUT_BASE64);
  const time = only(HOLE_TIME, HOLE_TIMES);
  const isUnderstood =
    (only(HOLE_ANSWER) !== undefined || isPayload(output, call.outputs)) &&
    (has(HOLE_CELL) || isPayload(input, call.inputs)) &&
    only(HOLE_EVENT_ID)?.text === call.eventId &&
    time !== undefined &&
    call.eventTimes.every((each) => time.hole === HOLE_TIMES || each === time.text);
  return isUnderstood ? scanned.parts : undefined;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Readers of other notations than JSON are never copied.
    return undefined;
  }
}

/** @returns undefined when the kernel reads no payload of such a kind */
function rulesOf(
  { customAttributes, gyre, ...sides }: RecordShape,
  call: CapturedCall,
): PatternRules | undefined {
  const input = payloadHole(sides.input, HOLE_INPUT, HOLE_INPUT_BASE64);
  const output = payloadHole(sides.output, HOLE_OUTPUT, HOLE_OUTPUT_BASE64);
  if (input === undefined && !isJsonBody(sides.input)) return undefined;
  if (output === undefined && !isJsonBody(sides.output)) return undefined;
  const hasRowTimes = gyre !== undefined;
  const hasOwnTime = parseAttributes(customAttributes).eventTime !== undefined;
  return {
    stringAt: (path, text) => {
      switch (path) {
        case '/captureData/endpointInput/data':
          return input === undefined ? inputParts(text, call) : hole(input, text);
        case '/captureData/endpointOutput/data':
          return output === undefined ? outputParts(text, call) : hole(output, text);
        case '/eventMetadata/eventId':
          return hole(HOLE_EVENT_ID, text);
        case '/eventMetadata/inferenceId':
          return hole(HOLE_TEXT, text);
        case '/eventMetadata/inferenceTime':
          return hole(hasRowTimes || hasOwnTime ? HOLE_TEXT : HOLE_TIME, text);
        case '/eventMetadata/customAttributes':
        case '/eventMetadata/customAttributes/*':
          return attribute(text, hasRowTimes ? HOLE_ATTRIBUTE : HOLE_TIME);
        default:
          return undefined;
      }
    },
    arrayAt: (path) =>
      path === '/gyre/rowIds' ? HOLE_STRINGS : path === '/gyre/eventTimes' ? HOLE_TIMES : undefined,
  };
}

function payloadHole(
  { observedContentType = 'text/csv', encoding }: CaptureSide,
  quoted: number,
  base64: number,
): number | undefined {
  const [type = '', ...parameters] = observedContentType.split(';').map((part) => part.trim().toLowerCase());
  if (type !== 'text/csv' || parameters.some((parameter) => parameter.startsWith('header'))) return undefined;
  return encoding === 'CSV' ? quoted : encoding === 'BASE64' ? base64 : undefined;
}

const OWN_TIME = /^((?:purpose=live;)?event-time=)[^;]*$/;
/** What the kernel looks for in a text that must not speak of purpose or time. */
const TELLING = /pu|ev/;

function attribute(text: string, timeHole: number): VaryingText | undefined {
  const [, literal] = OWN_TIME.exec(text) ?? [];
  if (literal !== undefined) return hole(timeHole, text, literal);
  return TELLING.test(text) ? undefined : hole(HOLE_ATTRIBUTE, text);
}

/** A text that varies behind its beginning. */
function hole(kind: number, text: string, literal = ''): VaryingText {
  return { parts: [{ literal, hole: kind, text: text.slice(literal.length) }] };
}

/** Does the text say the very rows that the slow path has read? A reader that skips or changes some is not copied. */
function isPayload(
  found: { readonly hole: number; readonly text: string } | undefined,
  rows: readonly string[],
): boolean {
  if (found === undefined) return false;
  const isBase64 = found.hole === HOLE_INPUT_BASE64 || found.hole === HOLE_OUTPUT_BASE64;
  const lines = isBase64 ? decoded(found.text).split('\n') : found.text.split('\\n');
  return (lines.at(-1) === '' ? lines.slice(0, -1) : lines).join('\n') === rows.join('\n');
}

function decoded(text: string): string {
  try {
    return TEXT.decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
  } catch {
    return '';
  }
}
