import { versionOfVariant } from '#core/deployment/endpoint-requests';
import { parseCaptureKey } from '#core/serving/capture-key';
import { captureLines, TOO_LONG } from '#core/serving/capture/capture-lines';
import type { CaptureTerms } from '#core/serving/capture/capture-terms';
import {
  type BadRecordReason,
  captureDecoder,
  type CaptureRecord,
  type DecodedRecord,
} from '#core/serving/capture-record';
import type { ObjectRef, ObjectStore } from '#ports/object-store';
import { type Part, pieceBytes } from './piece-bytes.ts';

export interface CaptureObject {
  readonly records: readonly CaptureRecord[];
  readonly bad: readonly BadRecordReason[];
}

/**
 * Reads one capture object, plain, gzip or Zstandard, whoever wrote it, in memory that does not grow with it; a last
 * line that is cut off counts as bad, and so does a record of another version than the object's variant is named by.
 * @param part of a plain object: only the lines that begin in it
 * @returns some records at a time
 * @throws ObjectGoneError
 */
export async function* readCaptures(
  store: ObjectStore,
  ref: ObjectRef,
  terms: CaptureTerms,
  part?: Part,
): AsyncGenerator<readonly DecodedRecord[], void> {
  const version = versionOfVariant(parseCaptureKey(ref.key)?.variant ?? '');
  const decode = captureDecoder(version === undefined ? terms : { ...terms, version });
  const archive = { isBroken: false };
  const bytes = await pieceBytes(store, ref, part, { onBroken: () => (archive.isBroken = true) });
  for await (const lines of captureLines(bytes)) {
    const decoded: DecodedRecord[] = [];
    for (const line of lines) {
      if (line === TOO_LONG) decoded.push({ bad: 'line-too-long' });
      else if (line.trim() !== '') decoded.push(decode(line.trim()));
    }
    yield decoded;
  }
  if (archive.isBroken) yield [{ bad: 'broken-archive' }];
}

/** All of one object, for where it is known to be small. */
export async function readCaptureObject(
  store: ObjectStore,
  ref: ObjectRef,
  terms: CaptureTerms = {},
): Promise<CaptureObject> {
  const records: CaptureRecord[] = [];
  const bad: BadRecordReason[] = [];
  for await (const some of readCaptures(store, ref, terms)) {
    for (const decoded of some) {
      if ('record' in decoded) records.push(decoded.record);
      else bad.push(decoded.bad);
    }
  }
  return { records, bad };
}
