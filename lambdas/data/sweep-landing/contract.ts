import * as z from 'zod';
import { tickSchema } from '#core/config/tick';

export const environmentSchema = z.object({
  LANDING_BUCKET: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  INTAKE_QUEUE_URL: z.string().min(1),
  DATA_MACHINE_ARN: z.string().min(1),
});

export const inputSchema = tickSchema;

export const outputSchema = z.strictObject({
  seen: z.int(),
  /** Objects without a claim: their event was lost. */
  resent: z.int(),
  /** Claims without an end: the start was lost, or the execution failed. */
  restarted: z.int(),
  /** Of the claims without an end, those that several attempts did not help. */
  stuck: z.int(),
});
