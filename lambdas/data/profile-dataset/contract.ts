import * as z from 'zod';
import { uploadSchema } from '#core/data/upload';

export const environmentSchema = z.object({ GYRE_ENV: z.string().min(1), LAKE_BUCKET: z.string().min(1) });

export const inputSchema = uploadSchema;

export const outputSchema = z.strictObject({
  factsKey: z.string(),
  rows: z.int(),
  goodRows: z.int(),
  rejectedRows: z.int(),
});
