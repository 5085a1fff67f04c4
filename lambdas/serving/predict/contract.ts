import * as z from 'zod';
import { httpAnswerSchema, httpEventSchema } from '#core/serving/http-event';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  CAPTURES_QUEUE_URL: z.string().min(1),
  STAGING_BUCKET: z.string().min(1),
});

export const inputSchema = httpEventSchema;

export const outputSchema = httpAnswerSchema;

/** The body of an answer with status 200. */
export const answerSchema = z.strictObject({
  inferenceId: z.string(),
  modelVersion: z.int(),
  rowIds: z.array(z.string()),
  predictions: z.array(z.number()),
});
export type Answer = z.infer<typeof answerSchema>;
