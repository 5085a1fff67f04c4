import { endpointName, variantName } from '#core/deployment/endpoint-requests';
import type { CaptureObject } from '#core/monitoring/scale/capture-object';
import { daysOf, hourFolder } from '#core/monitoring/scale/compaction-hours';
import {
  type ClaimedFolder,
  claimKey,
  claimName,
  claimOf,
  claimSchema,
  nextClaim,
  type OpenClaim,
  openClaims,
} from '#core/monitoring/sketching/claims';
import { captureDigest, parseSketchKey, variantPrefix } from '#core/monitoring/sketch-key';
import { folderOf, parseCaptureKey } from '#core/serving/capture-key';
import type { ObjectStore } from '#ports/object-store';
import { parseContract } from '../../common/define-handler.ts';
import { readClaims } from '../../common/read-claims.ts';

export interface ClaimPlaces {
  readonly environment: string;
  /** Buckets. */
  readonly captures: string;
  readonly reports: string;
}

export interface ClaimedSpan {
  readonly model: string;
  readonly version: number;
  /** Hours of folders, UTC, half-open. */
  readonly from: string;
  readonly to: string;
}

/** What a version captured in some hours and nobody has read, claimed: folder by folder, the open claims of all. */
export async function claimHours(
  store: ObjectStore,
  { environment, captures, reports }: ClaimPlaces,
  { model, version, from, to }: ClaimedSpan,
): Promise<readonly OpenClaim[]> {
  const owner = `${endpointName(environment, model)}/${variantName(version)}`;
  const [start, end] = [from, to].map((hour) => Date.parse(`${hour}:00:00Z`)) as [number, number];
  const hours = { first: hourFolder(start), last: hourFolder(end - 1) };
  const days = daysOf(hours).map((day) => `${owner}/${day}/`);
  // Objects first: one that is written in between is claimed by whoever comes next.
  const folders = new Map<string, CaptureObject[]>();
  for (const prefix of days) {
    for await (const { key, sizeBytes } of store.list(captures, prefix)) {
      const hour = parseCaptureKey(key)?.hour;
      if (hour === undefined || hour < from || hour >= to) continue;
      const folder = folderOf(key);
      const own = folders.get(folder);
      if (own === undefined) folders.set(folder, [{ key, sizeBytes }]);
      else own.push({ key, sizeBytes });
    }
  }
  if (folders.size === 0) return [];
  const sketched = await sketchedDigests(store, reports, { model, version });
  const isSketched = (key: string): boolean => sketched.has(captureDigest({ bucket: captures, key }));
  const claimed = new Map<string, ClaimedFolder['claims']>();
  for (const prefix of days)
    for (const [folder, claims] of await readClaims(store, reports, prefix)) claimed.set(folder, claims);
  const open: OpenClaim[] = [];
  for (const [folder, objects] of [...folders].sort(([a], [b]) => (a < b ? -1 : 1)))
    open.push(
      ...(await claimFolder(store, reports, {
        folder,
        objects,
        isSketched,
        claims: claimed.get(folder) ?? [],
      })),
    );
  return open;
}

/** The open claims of a folder, with one more for what is new in it. */
async function claimFolder(
  store: ObjectStore,
  bucket: string,
  seen: ClaimedFolder,
): Promise<readonly OpenClaim[]> {
  const open = openClaims(seen);
  const next = nextClaim(seen);
  if (next === undefined) return open;
  const key = claimKey(claimName(next.folder, next.number));
  const isOurs = await store.writeOnce({ bucket, key }, JSON.stringify(claimOf(next)), 'application/json');
  if (isOurs) return [...open, next];
  // Somebody else plans the same hours at the same time and was faster: that claim stands, and what is still new is
  // the next one's.
  const taken = parseContract(claimSchema, JSON.parse(await store.readText({ bucket, key })), key);
  return claimFolder(store, bucket, { ...seen, claims: [...seen.claims, { ...taken, isDone: false }] });
}

/** Objects of the version that were sketched when they arrived, by their digests. */
async function sketchedDigests(
  store: ObjectStore,
  bucket: string,
  { model, version }: Pick<ClaimedSpan, 'model' | 'version'>,
): Promise<ReadonlySet<string>> {
  const digests = new Set<string>();
  for await (const { key } of store.list(bucket, variantPrefix(model, version))) {
    const address = parseSketchKey(key);
    if (address !== undefined) digests.add(address.digest);
  }
  return digests;
}
