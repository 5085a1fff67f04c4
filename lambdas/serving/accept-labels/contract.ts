import * as z from 'zod';
import { httpAnswerSchema, httpEventSchema } from '#core/serving/http-event';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  LAKE_BUCKET: z.string().min(1),
  LABELS_QUEUE_URL: z.string().min(1),
});

export const inputSchema = httpEventSchema;

export const outputSchema = httpAnswerSchema;
