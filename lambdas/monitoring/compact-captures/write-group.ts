import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { ObjectGoneError } from '#core/data/errors';
import type { CompactionGroup } from '#core/monitoring/scale/compaction-plan';
import { type GroupRecord, groupRecordKey } from '#core/monitoring/scale/compaction-protocol';
import { CaptureSketches } from '#core/monitoring/sketch-captures';
import { parseCaptureKey } from '#core/serving/capture-key';
import { captureTerms } from '#core/serving/capture/capture-terms';
import type { ObjectRef, ObjectStore } from '#ports/object-store';
import type { WatchedVersion } from '../../common/load-baseline.ts';
import { readCaptures } from '../../common/read-captures.ts';
import { unpackCaptures } from '../../common/unpack-captures.ts';

/** Members that are fetched while one is read: small ones cost the wait for their first byte and little else. */
const FETCHED_AHEAD = 8;
const LINE_FEED = Buffer.from('\n');

/** What was found in the members of a group. */
interface Findings {
  readonly left: string[];
  /** Of the sketches of a member, by its key. */
  readonly starts: Map<string, readonly string[]>;
}

/**
 * Writes the lines of a group's members, one after the other, as one object, and then what was found in them. Only
 * small objects are members, so each is held as it is stored, a few at a time; what they unpack to never is.
 *
 * A repeat is harmless: members do not change, so it writes the same lines and finds the same.
 * @returns undefined when a member is gone: somebody else was faster, or it was deleted by hand; nothing is written
 */
export async function writeGroup(
  store: ObjectStore,
  bucket: string,
  { key: groupKey, members }: CompactionGroup,
  watched: WatchedVersion,
): Promise<GroupRecord | undefined> {
  const findings: Findings = { left: [], starts: new Map() };
  const lines = Readable.from(linesOf(store, bucket, members, watched, findings));
  const gzip = createGzip();
  lines.on('error', (error) => gzip.destroy(error));
  try {
    await store.writeStream({ bucket, key: groupKey }, lines.pipe(gzip), 'application/gzip');
  } catch (error) {
    if (error instanceof ObjectGoneError) return undefined;
    throw error;
  } finally {
    lines.destroy();
    gzip.destroy();
  }
  // After the object, so that who finds the record may rely on both.
  const record = groupRecord(findings);
  const ref = { bucket, key: groupRecordKey(groupKey) };
  await store.writeOnce(ref, JSON.stringify(record), 'application/json');
  return record;
}

async function* linesOf(
  store: ObjectStore,
  bucket: string,
  members: readonly string[],
  watched: WatchedVersion,
  findings: Findings,
): AsyncGenerator<Uint8Array> {
  for await (const { key, stored } of fetched(store, bucket, members)) {
    const { isBroken, starts } = await look(
      { ...store, read: () => Promise.resolve(once(stored)) },
      { bucket, key },
      watched,
    );
    if (isBroken) {
      findings.left.push(key);
      continue;
    }
    if (starts !== undefined) findings.starts.set(key, starts);
    let last = LINE_FEED[0];
    for await (const chunk of unpackCaptures(once(stored), { onBroken: () => undefined })) {
      last = chunk.at(-1) ?? last;
      yield chunk;
    }
    // A line that is cut off must not become one with the first of the next member.
    if (last !== LINE_FEED[0]) yield LINE_FEED;
  }
}

/** Members in their order, as they are stored, some of them fetched while others are read. */
async function* fetched(
  store: ObjectStore,
  bucket: string,
  members: readonly string[],
): AsyncGenerator<{ readonly key: string; readonly stored: Uint8Array }> {
  const fetch = async (key: string) => {
    const parts: Uint8Array[] = [];
    for await (const part of await store.read({ bucket, key })) parts.push(part);
    return { key, stored: Buffer.concat(parts) };
  };
  const waiting: ReturnType<typeof fetch>[] = [];
  for (const [at, key] of members.entries()) {
    const fetching = fetch(key);
    // A failure is told in its turn.
    fetching.catch(() => undefined);
    waiting.push(fetching);
    const first = at < FETCHED_AHEAD ? undefined : waiting.shift();
    if (first !== undefined) yield await first;
  }
  for (const rest of waiting) yield await rest;
}

/**
 * Is a member a broken archive, and which sketches does it have? That is told by the code that makes them, so that none
 * is forgotten.
 */
async function look(
  store: ObjectStore,
  ref: ObjectRef,
  { baseline, model }: WatchedVersion,
): Promise<{ readonly isBroken: boolean; readonly starts?: readonly string[] }> {
  const archive = { isBroken: false };
  const isHourly = model.monitoring.sketches === 'hourly';
  if (isHourly) {
    const bytes = unpackCaptures(await store.read(ref), { onBroken: () => (archive.isBroken = true) });
    // To its end, where it tells.
    while ((await bytes.next()).done !== true);
    return archive;
  }
  const hour = parseCaptureKey(ref.key)?.hour ?? '';
  const captured = new CaptureSketches(baseline, { source: ref, bucket: model.monitoring.bucket, hour });
  for await (const records of readCaptures(store, ref, captureTerms(model))) {
    for (const record of records) {
      if ('bad' in record && record.bad === 'broken-archive') return { isBroken: true };
      captured.add(record);
    }
  }
  return { isBroken: false, starts: [...captured.finish().keys()] };
}

function groupRecord({ left, starts }: Findings): GroupRecord {
  const all = [...new Set([...starts.values()].flat())].sort();
  const places = new Map(all.map((start, place) => [start, place]));
  const placesOfStarts = (own: readonly string[]) => own.flatMap((start) => places.get(start) ?? []);
  return {
    format: 1,
    left,
    starts: all,
    members: Object.fromEntries([...starts].map(([key, own]) => [key, placesOfStarts(own)])),
  };
}

function once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  return Readable.from([bytes]);
}
