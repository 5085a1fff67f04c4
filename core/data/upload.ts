import * as z from 'zod';
import { identify } from '../registry/identify.ts';

/** When it landed, as far as its event tells: not part of an upload's identity. */
const orderShape = {
  landedAt: z.iso.datetime().exactOptional(),
  /** S3's order among the writes to one key. */
  sequencer: z.string().exactOptional(),
};

/** What landed. The identity of an upload is bucket, key and version (ETag where the bucket has no versions). */
export const uploadSchema = z.strictObject({
  uploadId: z.string(),
  dataset: z.string(),
  bucket: z.string(),
  key: z.string(),
  versionId: z.string().exactOptional(),
  etag: z.string(),
  sizeBytes: z.int().min(0),
  ...orderShape,
  /** people land files; ground-truth rows come from JoinGroundTruth with their lineage. */
  origin: z.enum(['landing', 'ground-truth']),
});
export type Upload = z.infer<typeof uploadSchema>;

/** A claim by another part of Gyre, through the same queue. */
export const claimMessageSchema = z.strictObject({
  kind: z.literal('claim'),
  origin: z.enum(['landing', 'ground-truth']),
  dataset: z.string(),
  bucket: z.string(),
  key: z.string(),
  versionId: z.string().exactOptional(),
  etag: z.string(),
  sizeBytes: z.int().min(0),
  ...orderShape,
});
export type ClaimMessage = z.infer<typeof claimMessageSchema>;

/** Keys below it are labels; another queue reads them. */
const LABELS_PREFIX = '_labels/';

/** Is a landed object meant for a dataset? Labels are not, nor the empty objects by which consoles show folders. */
export function isUpload({ key, sizeBytes }: { readonly key: string; readonly sizeBytes: number }): boolean {
  const isFolder = key.endsWith('/') && sizeBytes === 0;
  return !isFolder && !key.startsWith(LABELS_PREFIX);
}

export function uploadIdOf(facts: Pick<Upload, 'bucket' | 'key' | 'versionId' | 'etag'>): string {
  return identify('ds', { bucket: facts.bucket, key: facts.key, version: facts.versionId ?? facts.etag });
}

/**
 * The dataset a landing key is meant for: its first segment.
 * @example datasetOfKey('flights/2013/01.csv') // 'flights'
 */
export function datasetOfKey(key: string): string {
  const slash = key.indexOf('/');
  return slash < 0 ? '' : key.slice(0, slash);
}

/** A `ClaimMessage` as the upload it claims. */
export function uploadOf(claim: ClaimMessage): Upload {
  const { dataset, bucket, key, etag, sizeBytes, origin } = claim;
  const more = {
    ...(claim.versionId === undefined ? {} : { versionId: claim.versionId }),
    ...(claim.landedAt === undefined ? {} : { landedAt: claim.landedAt }),
    ...(claim.sequencer === undefined ? {} : { sequencer: claim.sequencer }),
  };
  return { uploadId: uploadIdOf(claim), dataset, bucket, key, etag, sizeBytes, origin, ...more };
}

/**
 * Did one upload land before another? Events come in any order. False where nothing tells.
 *
 * Among writes to one key S3's sequencer decides, which is compared as text after the shorter one is filled up with
 * zeros on the right; otherwise the time does, which has no more than seconds.
 */
export function landedBefore(a: Upload, b: Upload): boolean {
  const isSameKey = a.bucket === b.bucket && a.key === b.key;
  if (isSameKey && a.sequencer !== undefined && b.sequencer !== undefined) {
    const length = Math.max(a.sequencer.length, b.sequencer.length);
    return a.sequencer.toLowerCase().padEnd(length, '0') < b.sequencer.toLowerCase().padEnd(length, '0');
  }
  if (a.landedAt === undefined || b.landedAt === undefined) return false;
  return Date.parse(a.landedAt) < Date.parse(b.landedAt);
}
