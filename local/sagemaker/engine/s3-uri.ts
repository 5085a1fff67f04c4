/** Addresses of S3 objects, and the place below a folder that SageMaker gives each object of a prefix. */
import { JobFailedError } from './errors.ts';

export interface S3Location {
  readonly bucket: string;
  /** Key or key prefix; empty for a whole bucket. */
  readonly key: string;
}

/**
 * @throws JobFailedError when it is no `s3://bucket/key`
 * @example parseS3Uri('s3://lake/a/b.csv') // { bucket: 'lake', key: 'a/b.csv' }
 */
export function parseS3Uri(uri: string): S3Location {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(uri);
  if (match?.[1] === undefined) {
    throw new JobFailedError(`ClientError: invalid S3 URI "${uri}"`, {
      received: uri,
      allowed: 's3://bucket/key',
      fix: 'give an address of S3',
    });
  }
  return { bucket: match[1], key: match[2] ?? '' };
}

/**
 * Where an object of a prefix lands. A prefix is text, not a folder: `a/tr` holds `a/train.csv` and `a/tr/x.csv`.
 * @returns undefined for the empty objects that consoles make as folders
 * @example relativeKey('a/train', 'a/train/x/y.csv') // 'x/y.csv'
 * @example relativeKey('a/train.csv', 'a/train.csv') // 'train.csv'
 */
export function relativeKey(prefix: string, key: string): string | undefined {
  if (key.endsWith('/')) return undefined;
  const folder = prefix.endsWith('/') || prefix === '' ? prefix : `${prefix}/`;
  if (key.startsWith(folder)) return key.slice(folder.length);
  return key.slice(prefix.lastIndexOf('/') + 1);
}
