import * as z from 'zod';

/** A request as an HTTP API hands it over (payload format 2.0), as far as the front door reads it. */
export const httpEventSchema = z.object({
  routeKey: z.string(),
  pathParameters: z.object({ model: z.string() }),
  headers: z.record(z.string(), z.string()),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});
export type HttpEvent = z.infer<typeof httpEventSchema>;

export const httpAnswerSchema = z.strictObject({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});
export type HttpAnswer = z.infer<typeof httpAnswerSchema>;

/** The body as text, however the API delivered it. */
export function bodyOf({ body, isBase64Encoded }: HttpEvent): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
}
