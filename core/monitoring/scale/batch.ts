import * as z from 'zod';
import { amountSchema, countSchema } from '#core/number-schemas';
import { canonicalJson } from '../../registry/canonical-json.ts';
import { sha256Hex } from '../../registry/identify.ts';
import type { Piece } from './capture-object.ts';

/**
 * What one child of a map reads. The digest stands for the members, so a child that runs again writes its sketches
 * under the same keys and changes nothing.
 */
export interface Batch {
  readonly digest: string;
  /** One baseline serves the whole batch. */
  readonly owner: string;
  readonly plainBytes: number;
  /** In the order of their keys and places. */
  readonly pieces: readonly Piece[];
}

const DIGEST_DIGITS = 32;

/** One line of the manifest, which is the input of a child. */
export const batchItemSchema = z.strictObject({
  batch: z.string().regex(/^[0-9a-f]{32}$/),
  owner: z.string().min(1),
  plainBytes: amountSchema,
  /** Key; of a part of an object its first byte and the first one after it as well. */
  pieces: z
    .array(z.union([z.tuple([z.string().min(1)]), z.tuple([z.string().min(1), countSchema, countSchema])]))
    .min(1),
});
export type BatchItem = z.infer<typeof batchItemSchema>;

/** @param pieces of one owner, at least one, in any order */
export function makeBatch(owner: string, pieces: readonly Piece[]): Batch {
  const ordered = pieces.toSorted((a, b) => (a.key === b.key ? a.from - b.from : a.key < b.key ? -1 : 1));
  const plainBytes = ordered.reduce((sum, piece) => sum + piece.plainBytes, 0);
  const members = ordered.map(({ key, from, to }) => [key, from, to]);
  const digest = sha256Hex(canonicalJson({ owner, members })).slice(0, DIGEST_DIGITS);
  return { digest, owner, plainBytes, pieces: ordered };
}

/** The batch as a line of JSON, without its line feed. */
export function itemLine({ digest, owner, plainBytes, pieces }: Batch): string {
  const item: BatchItem = {
    batch: digest,
    owner,
    plainBytes,
    pieces: pieces.map(({ key, from, to, isPart }) => (isPart ? [key, from, to] : [key])),
  };
  return JSON.stringify(item);
}

/** The manifest that an ItemReader takes with InputType `JSONL`: one batch a line. */
export function manifestText(batches: readonly Batch[]): string {
  return batches.map((batch) => `${itemLine(batch)}\n`).join('');
}
