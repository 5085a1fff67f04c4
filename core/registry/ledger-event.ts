import * as z from 'zod';
import { numberSchema } from '#core/number-schemas';

const factsSchema = z.record(z.string(), z.unknown()).readonly();

/** What a transition says about itself. */
export interface LedgerEntry {
  /** Past tense, kebab-case: `dataset-version-committed`, `model-version-promoted`. */
  readonly type: string;
  /** Who: `gyre:<room>/<step>` or a person's identity. */
  readonly actor: string;
  /** Why: the id of the upload, request, contest or deployment that led here. */
  readonly cause: string;
  /** When it happened in event time; wall time is stamped by the adapter. */
  readonly asOf?: string;
  /** Ids, digests and numbers only, never row values. */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** The entry in its chain. */
export interface StoredLedgerEvent extends LedgerEntry {
  /** `<tenant>#<kind>#<name>`. */
  readonly chain: string;
  /** From 1, without gap. */
  readonly seq: number;
  readonly prevHash: string;
  readonly hash: string;
  /** Wall time, ISO 8601 UTC. */
  readonly at: string;
  /** The event of the second aggregate that changed in the same transaction. */
  readonly also?: { readonly chain: string; readonly seq: number };
}

/** As read from the table or a file. Fields nobody knows are kept: the hash covers them, too. */
export const storedLedgerEventSchema: z.ZodType<StoredLedgerEvent> = z.looseObject({
  type: z.string(),
  actor: z.string(),
  cause: z.string(),
  asOf: z.exactOptional(z.string()),
  before: z.exactOptional(factsSchema),
  after: z.exactOptional(factsSchema),
  chain: z.string(),
  seq: numberSchema,
  prevHash: z.string(),
  hash: z.string(),
  at: z.string(),
  also: z.exactOptional(z.looseObject({ chain: z.string(), seq: numberSchema })),
});
