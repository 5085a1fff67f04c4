import * as z from 'zod';
import { tickSchema } from '#core/config/tick';

export const environmentSchema = z.object({
  REGISTRY_TABLE: z.string().min(1),
  AUDIT_BUCKET: z.string().min(1),
  SIGNING_KEY_ID: z.string().min(1),
});

/** A tick's asOf says nothing here: a checkpoint is stamped with wall time, as the events it covers are. */
export const inputSchema = tickSchema;

export const outputSchema = z.strictObject({
  outcome: z.enum(['written', 'already-written', 'nothing-to-sign']),
  chains: z.int(),
  /** Empty when there is nothing to sign. */
  checkpointKey: z.string(),
  root: z.string(),
});
