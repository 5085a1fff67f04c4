import type { BadRecordReason } from './bad-record.ts';

/** One body of a call, as it was captured. */
export interface CaptureSide {
  readonly observedContentType: string | undefined;
  readonly data: string;
  readonly encoding: string;
}

/** What the front door adds; SageMaker's own capture has none. One id and time a row. */
export interface FrontDoorFields {
  readonly modelVersion: number;
  readonly rowIds: readonly string[];
  readonly eventTimes: readonly string[];
}

/** A capture record in SageMaker's own schema, whoever wrote it. One record a request. */
export interface RecordShape {
  readonly input: CaptureSide;
  readonly output: CaptureSide;
  readonly eventId: string;
  readonly inferenceId: string | undefined;
  /** SageMaker writes an array of strings, older readers saw a string. */
  readonly customAttributes: string | readonly string[] | undefined;
  /** Wall time of the invocation, ISO 8601. */
  readonly inferenceTime: string;
  readonly eventVersion: string;
  readonly gyre: FrontDoorFields | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The record in a line, or why there is none. Fields that nobody needs may be there; a field that may be absent may
 * also be null.
 *
 * Written out by hand, since every line goes through it: a schema library takes several times as long for the same
 * answer, which a test holds it to.
 */
export function recordShape(value: unknown): RecordShape | BadRecordReason {
  if (!isFields(value)) return 'wrong-shape';
  const { captureData, eventMetadata, eventVersion } = value;
  if (!isFields(captureData) || !isFields(eventMetadata) || typeof eventVersion !== 'string')
    return 'wrong-shape';
  const { eventId, inferenceTime } = eventMetadata;
  const inferenceId = eventMetadata['inferenceId'] ?? undefined;
  const customAttributes = eventMetadata['customAttributes'] ?? undefined;
  const gyre = value['gyre'] ?? undefined;
  if (typeof eventId !== 'string' || eventId === '' || typeof inferenceTime !== 'string')
    return 'wrong-shape';
  if (!isTextOrNone(inferenceId) || !isAttributes(customAttributes) || !isFrontDoor(gyre))
    return 'wrong-shape';
  const { endpointInput: input, endpointOutput: output } = captureData;
  // With capture mode Input or Output alone, SageMaker leaves the other side out.
  if (input === undefined || input === null) return 'input-not-captured';
  if (output === undefined || output === null) return 'output-not-captured';
  const [asked, answered] = [sideOf(input), sideOf(output)];
  if (asked === undefined || answered === undefined) return 'wrong-shape';
  return {
    ...{ input: asked, output: answered, eventId, inferenceId, customAttributes, inferenceTime },
    ...{ eventVersion, gyre },
  };
}

function sideOf(value: unknown): CaptureSide | undefined {
  if (!isFields(value)) return undefined;
  const { data, encoding } = value;
  const observedContentType = value['observedContentType'] ?? undefined;
  if (typeof data !== 'string' || typeof encoding !== 'string') return undefined;
  if (!isTextOrNone(observedContentType) || !isTextOrNone(value['mode'] ?? undefined)) return undefined;
  return { observedContentType, data, encoding };
}

function isFrontDoor(value: unknown): value is FrontDoorFields | undefined {
  if (value === undefined) return true;
  if (!isFields(value)) return false;
  const { modelVersion, rowIds, eventTimes } = value;
  return (
    Number.isSafeInteger(modelVersion) && Number(modelVersion) >= 1 && isTexts(rowIds) && isTexts(eventTimes)
  );
}

function isAttributes(value: unknown): value is string | readonly string[] | undefined {
  return isTextOrNone(value) || isTexts(value);
}

function isTextOrNone(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
