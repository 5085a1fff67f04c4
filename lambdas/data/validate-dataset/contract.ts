import * as z from 'zod';
import { uploadSchema } from '#core/data/upload';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  LAKE_BUCKET: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
});

export const inputSchema = z.strictObject({ upload: uploadSchema, factsKey: z.string() });

export const outputSchema = z.strictObject({
  verdict: z.enum(['accept', 'quarantine']),
  /** Where the reasons are; the state carries the reference only. */
  verdictKey: z.string(),
  reasons: z.int(),
});
