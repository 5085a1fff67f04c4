import * as z from 'zod';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  RETRAIN_QUEUE_URL: z.string().min(1),
  TRAINING_MACHINE_ARN: z.string().min(1),
});

export const inputSchema = z.strictObject({
  model: z.string(),
  asOf: z.string(),
  /** Causes whose alarm will not notify. */
  silent: z.array(z.string()),
});

export const outputSchema = z.strictObject({
  asked: z.array(z.string()),
  /** Accepted requests whose execution was missing. */
  started: z.array(z.string()),
});
