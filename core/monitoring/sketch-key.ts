import { sha256Hex } from '../registry/identify.ts';

/** Where sketches lie in the reports bucket: one per capture object, model version, variant and bucket of event time. */
export interface SketchAddress {
  readonly model: string;
  readonly version: number;
  /** Production variant that answered. */
  readonly variant: string;
  /** Start of the bucket to the hour, UTC: `2013-04-01T00`. */
  readonly bucketStart: string;
  /** Of the capture object: the same object gives the same key, so a repeat is harmless. */
  readonly digest: string;
}

const KEY = /^sketches\/([a-z][a-z0-9-]*)\/v(\d+)\/([^/]+)\/(\d{4}-\d\d-\d\dT\d\d)\/([0-9a-f]+)\.sk$/;

/** @example sketchPrefix('air-time') // 'sketches/air-time/' */
export function sketchPrefix(model: string): string {
  return `sketches/${model}/`;
}

/** @example variantPrefix('air-time', 2) // 'sketches/air-time/v2/v2/' */
export function variantPrefix(model: string, version: number): string {
  return `${sketchPrefix(model)}v${version}/v${version}/`;
}

export function sketchKey({ model, version, variant, bucketStart, digest }: SketchAddress): string {
  return `${sketchPrefix(model)}v${version}/${variant}/${bucketStart}/${digest}.sk`;
}

const DIGEST_DIGITS = 32;

/**
 * What a sketch is named by: the capture object whose rows it counts. The key stands for the content: an object of
 * captures that is written again holds the same records. Its ETag does not, since a bucket with a key gives each write
 * another one, and two sketches of one object would count twice.
 */
export function captureDigest({ bucket, key }: { readonly bucket: string; readonly key: string }): string {
  return sha256Hex(`${bucket}\n${key}`).slice(0, DIGEST_DIGITS);
}

/** @returns `undefined` for a key of another kind */
export function parseSketchKey(key: string): SketchAddress | undefined {
  const [, model, version, variant, bucketStart, digest] = KEY.exec(key) ?? [];
  if (model === undefined || variant === undefined || bucketStart === undefined || digest === undefined)
    return undefined;
  return { model, version: Number(version), variant, bucketStart, digest };
}

/**
 * The longest common beginning of all bucket starts in a span: what a listing of the span needs to look at.
 * @example commonStart('2013-04-01T00:00:00.000Z', '2013-05-01T00:00:00.000Z') // '2013-04-'
 */
export function commonStart(from: string, to: string): string {
  const last = new Date(Date.parse(to) - 1).toISOString().slice(0, 13);
  const first = from.slice(0, 13);
  let length = 0;
  while (length < first.length && first[length] === last[length]) length += 1;
  return first.slice(0, length);
}
