import * as z from 'zod';
import { tickSchema } from '#core/config/tick';

export const environmentSchema = z.object({
  REGISTRY_TABLE: z.string().min(1),
  AUDIT_BUCKET: z.string().min(1),
  SIGNING_KEY_ID: z.string().min(1),
});

export const inputSchema = tickSchema;

export const outputSchema = z.strictObject({ chains: z.int(), root: z.string(), checkpointKey: z.string() });
