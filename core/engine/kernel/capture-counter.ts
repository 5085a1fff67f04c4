import { bucketStart } from '#core/serving/bucket';
import type { WindowBins, WindowCoverage, WindowSketch } from '../sketch/window-sketch.ts';

/** A call as the slow path has read it; its rows are lines of CSV, RFC 4180. */
export interface CapturedCall {
  readonly eventId: string;
  /** Smoke tests and shadow calls are read, and counted nowhere. */
  readonly isLive: boolean;
  readonly inputs: readonly string[];
  /** One a row: the text of its prediction. */
  readonly outputs: readonly string[];
  /** One a row: a date-time that Date.parse reads. */
  readonly eventTimes: readonly string[];
  /** The version that the call says answered. */
  readonly modelVersion?: number;
}

/** Reads a line, or says why it cannot be read. */
export type ReadCall = (line: string) => CapturedCall | { readonly bad: string };

export interface CaptureCounterOptions {
  readonly bins: WindowBins;
  /** Rows are kept apart by the hour or day of their event time, or all together, as window `all`. */
  readonly bucket: '1h' | '1d' | 'all';
  readonly readCall: ReadCall;
  /** Names of the features, when readCall takes a first line that names them all for a header. Default: it does not. */
  readonly names?: readonly string[];
  /** Bytes that are read at a time. Default: 512 KB. */
  readonly chunkBytes?: number;
  /**
   * Different event ids that are surely remembered, so that a call that was written twice counts once; 0 compares none.
   * Default: 1,500,000, in 16 MB.
   */
  readonly idCapacity?: number;
  /** Whether quantiles can be asked of the sketches. Default: true. */
  readonly withQuantiles?: boolean;
  /** Places of features that rows have and nobody asks for: their sketches stay empty. Default: none. */
  readonly skipped?: ReadonlySet<number>;
  /** Whether the kernel may count, where it can: results are the same without it. Default: true. */
  readonly withKernel?: boolean;
}

export const DEFAULT_CHUNK_BYTES = 512 * 1024;
export const DEFAULT_ID_CAPACITY = 1_500_000;

export interface CaptureCounts {
  /** By the start of the bucket of event time, to the hour: `2013-04-01T00`; or `all`. */
  readonly windows: ReadonlyMap<string, WindowSketch>;
  /** Of everything that was read. Windows know their records and rows only. */
  readonly coverage: WindowCoverage;
  /** Of the rows that were counted; Infinity and -Infinity without any. */
  readonly times: TimeRange;
  /** That live calls name, repeated ones and those of other columns among them. Many calls name none. */
  readonly modelVersions: ReadonlySet<number>;
}

/** Milliseconds since 1970. */
export interface TimeRange {
  earliest: number;
  latest: number;
}

/** Counts the lines of capture objects, in chunks of any size. */
export interface CaptureCounter {
  /** Where the next bytes can be read into, without another copy; never empty. */
  room(): Uint8Array;
  /** So many bytes have been put into the room. */
  filled(bytes: number): void;
  push(chunk: Uint8Array): void;
  /** The end of one object: a last line without line feed is a line. */
  endObject(): void;
  /** A copy of what was read up to the end of the last object. */
  coverage(): WindowCoverage;
  /** The end of everything; nothing can be added afterwards. */
  finish(): CaptureCounts;
}

/** Text as it stands: a byte order mark is a character, and invalid bytes become U+FFFD. */
export const TEXT = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reasons of this engine; readCall has its own. */
export const BAD_COLUMNS = 'other-columns';
export const BAD_LENGTH = 'line-too-long';

/** The window of a row. */
export function windowOf(eventTime: string, bucket: CaptureCounterOptions['bucket']): string {
  return bucket === 'all' ? 'all' : bucketStart(eventTime, bucket);
}

/** Widens a range by another one, in place. */
export function addTimes(to: TimeRange, { earliest, latest }: TimeRange): void {
  to.earliest = Math.min(to.earliest, earliest);
  to.latest = Math.max(to.latest, latest);
}

/** A line of an object; a byte order mark in front of the first one is no part of it. */
export function lineText(bytes: Uint8Array): string {
  const text = TEXT.decode(bytes);
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
