import * as z from 'zod';
import { tickSchema } from '#core/config/tick';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  REPORTS_BUCKET: z.string().min(1),
  MONITORING_MACHINE_ARN: z.string().min(1),
  SKETCHING_MACHINE_ARN: z.string().min(1),
});

export const bodySchema = tickSchema;
