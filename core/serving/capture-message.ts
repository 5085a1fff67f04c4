import * as z from 'zod';

/** What travels from the front door to the writer of capture objects. */
const captureSchema = z.strictObject({
  kind: z.literal('capture'),
  endpoint: z.string(),
  variant: z.string(),
  eventId: z.string(),
  /** Wall time of the invocation, ISO 8601. */
  inferenceTime: z.string(),
  /** The line of the capture object. */
  line: z.string(),
});

/** Where a record lies that is larger than a message may be. */
const pointerSchema = z.strictObject({ kind: z.literal('pointer'), bucket: z.string(), key: z.string() });

export const captureMessageSchema = z.discriminatedUnion('kind', [captureSchema, pointerSchema]);
export type CaptureMessage = z.infer<typeof captureMessageSchema>;
export type Capture = z.infer<typeof captureSchema>;
export { captureSchema };

/** Below the limit of a queue, with room for the envelope. */
export const MOST_MESSAGE_BYTES = 240 * 1024;
