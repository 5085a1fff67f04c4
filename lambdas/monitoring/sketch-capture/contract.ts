import * as z from 'zod';
import { objectCreatedSchema } from '#core/data/object-created';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  CAPTURE_BUCKET: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  REPORTS_BUCKET: z.string().min(1),
});

export const bodySchema = objectCreatedSchema;
