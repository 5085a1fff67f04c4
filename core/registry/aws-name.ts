import { sha256Hex } from './identify.ts';

/**
 * Longest name of each kind of resource, in characters.
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/ and each service's own quotas
 */
export const AWS_NAME_LIMITS = {
  'training-job': 63,
  'transform-job': 63,
  'tuning-job': 32,
  model: 63,
  'endpoint-config': 63,
  endpoint: 63,
  execution: 80,
  rule: 64,
  schedule: 64,
  function: 64,
  role: 64,
  alarm: 255,
} as const;

export type NamedKind = keyof typeof AWS_NAME_LIMITS;

/** Every name made here fits this, which fits every service: SageMaker's own pattern is the narrowest of them. */
export const AWS_NAME_PATTERN = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const HASH_DIGITS = 12;

/**
 * A readable name within the service's limit: the parts, then a hash of parts and identity.
 *
 * Lower case only, since SageMaker's ARNs carry names in lower case; no leading, trailing or double hyphen. Different
 * parts or identities give different names even where the readable part is cut or cleaned to the same text.
 *
 * @param identity what makes the thing itself; a resource that is never updated is named by its content
 * @example awsName('model', ['gyre', 'dev', 'air-time', 'v2'], ['sha']).startsWith('gyre-dev-air-time-v2-') // true
 */
export function awsName(kind: NamedKind, parts: readonly string[], identity: readonly string[] = []): string {
  const hash = sha256Hex(JSON.stringify([parts, identity])).slice(0, HASH_DIGITS);
  const readable = parts
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+/g, '')
    .slice(0, AWS_NAME_LIMITS[kind] - HASH_DIGITS - 1)
    .replaceAll(/-+$/g, '');
  return readable === '' ? hash : `${readable}-${hash}`;
}
