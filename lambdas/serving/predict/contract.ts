import * as z from 'zod';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  CAPTURES_QUEUE_URL: z.string().min(1),
  STAGING_BUCKET: z.string().min(1),
});

/** The request as an HTTP API hands it over (payload format 2.0), as far as the front door reads it. */
export const inputSchema = z.object({
  routeKey: z.string(),
  pathParameters: z.object({ model: z.string() }),
  headers: z.record(z.string(), z.string()),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

export const outputSchema = z.strictObject({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

/** The body of an answer with status 200. */
export const answerSchema = z.strictObject({
  inferenceId: z.string(),
  modelVersion: z.int(),
  rowIds: z.array(z.string()),
  predictions: z.array(z.number()),
});
export type Answer = z.infer<typeof answerSchema>;
