import * as z from 'zod';
import { uploadSchema } from '#core/data/upload';

export const environmentSchema = z.object({
  LAKE_BUCKET: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
});

export const inputSchema = z.strictObject({
  upload: uploadSchema,
  /** Where the contract's reasons are; empty when a step failed before there were any. */
  verdictKey: z.string(),
  /** The error that ended the execution; empty when the contract did. */
  errorName: z.string(),
});

export const outputSchema = z.strictObject({
  /** How the upload stands: a commit whose answer was lost stays committed. */
  outcome: z.enum(['quarantined', 'committed', 'duplicate']),
  dataset: z.string(),
  uploadId: z.string(),
  /** Empty when there is none. */
  reportKey: z.string(),
});
