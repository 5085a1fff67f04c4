import * as z from 'zod';
import { objectCreatedSchema } from '#core/data/object-created';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  LANDING_BUCKET: z.string().min(1),
  LAKE_BUCKET: z.string().min(1),
});

/** S3's own event, or the same words from the API that took the file. */
export const bodySchema = objectCreatedSchema;
