import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** SHA-256 as 64 lower-case hex digits. */
export function sha256Hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * A deterministic id: prefix, hyphen, first 16 hex digits of SHA-256 over the canonical JSON of the identity.
 * The same identity always gives the same id, so that a step that runs twice names the same thing.
 *
 * @example identify('ct', { model: 'air-time', asOf: '2013-06-01' }).length // 19
 */
export function identify(prefix: string, identity: Readonly<Record<string, unknown>>): string {
  return `${prefix}-${sha256Hex(canonicalJson(identity)).slice(0, 16)}`;
}
