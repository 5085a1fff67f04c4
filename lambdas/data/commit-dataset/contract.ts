import * as z from 'zod';
import { uploadSchema } from '#core/data/upload';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  LAKE_BUCKET: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  /** Where the governor hears of new data. */
  RETRAIN_QUEUE_URL: z.string().min(1).optional(),
});

export const inputSchema = z.strictObject({
  upload: uploadSchema,
  factsKey: z.string(),
  verdictKey: z.string(),
});

export const outputSchema = z.strictObject({
  /** refused: another upload with the same keys was committed after this one was validated. */
  outcome: z.enum(['committed', 'duplicate', 'refused']),
  dataset: z.string(),
  /** 0 when it was refused. */
  version: z.int(),
  rows: z.int(),
  /** Where the reasons are: those of the input, or, when refused here, new ones. */
  verdictKey: z.string(),
});
