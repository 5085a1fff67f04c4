import * as z from 'zod';
import { pinnedContestSchema, trainingRequestSchema } from '#core/training/training-records';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
});

export const inputSchema = trainingRequestSchema;

export const outputSchema = pinnedContestSchema;
