import { createHash } from 'node:crypto';
import * as z from 'zod';
import { naturalSchema } from '#core/number-schemas';
import { canonicalJson } from './canonical-json.ts';
import { sha256Hex } from './identify.ts';
import { merkleRoot } from './merkle.ts';

/**
 * A signed statement of where every chain stood at one time, kept in a bucket that nobody can overwrite.
 *
 * A chain proves that its events follow one another; only something outside the table proves that its tail was not
 * cut off or written anew. The signature covers the Merkle root of all heads, so one signature stands for them all.
 */
const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

export const chainStandSchema = z.strictObject({
  chain: z.string().min(1),
  seq: naturalSchema,
  hash: hashSchema,
});

const statementSchema = z.strictObject({
  format: z.literal(1),
  /** Wall time, ISO 8601 UTC. */
  at: z.iso.datetime(),
  /** Sorted by chain. */
  heads: z.array(chainStandSchema),
  root: hashSchema,
});

export const checkpointSchema = statementSchema.extend({
  signature: z.strictObject({
    algorithm: z.literal('ECDSA_SHA_256'),
    keyId: z.string().min(1),
    /** DER, base64. */
    value: z.base64(),
    /** SHA-256 of the public key's PEM, which lies beside the checkpoints under `public-keys/`. */
    publicKeySha256: hashSchema,
  }),
});

export type ChainStand = z.infer<typeof chainStandSchema>;
export type CheckpointStatement = z.infer<typeof statementSchema>;
export type Checkpoint = z.infer<typeof checkpointSchema>;

export const CHECKPOINT_PREFIX = 'checkpoints/';
export const PUBLIC_KEY_PREFIX = 'public-keys/';

/** @param at  wall time, ISO 8601 UTC */
export function stateCheckpoint(at: string, heads: readonly ChainStand[]): CheckpointStatement {
  const sorted = heads.toSorted((a, b) => (a.chain < b.chain ? -1 : 1));
  return { format: 1, at, heads: sorted, root: rootOf(sorted) };
}

/** What is signed: SHA-256 over time and root. The heads follow from the root. */
export function checkpointDigest(statement: CheckpointStatement): Buffer {
  return createHash('sha256').update(checkpointContent(statement)).digest();
}

export function checkpointContent({ format, at, root }: CheckpointStatement): Buffer {
  return Buffer.from(canonicalJson({ format, at, root }));
}

/** @example checkpointKey({ at: '2026-01-01T00:00:00.000Z', root: 'ab…' }) // 'checkpoints/2026-01-01T00:00:00.000Z-ab….json' */
export function checkpointKey({ at, root }: Pick<CheckpointStatement, 'at' | 'root'>): string {
  return `${CHECKPOINT_PREFIX}${at}-${root.slice(0, 16)}.json`;
}

export function publicKeyKey(pem: string): string {
  return `${PUBLIC_KEY_PREFIX}${sha256Hex(pem)}.pem`;
}

/** Root over heads that are in order of their chains. */
export function rootOf(heads: readonly ChainStand[]): string {
  return merkleRoot(heads.map((head) => canonicalJson(head)));
}
