import * as z from 'zod';
import { tickSchema } from '#core/config/tick';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  REPORTS_BUCKET: z.string().min(1),
});

/** A tick's asOf says nothing here: endpoints answer, and disks fill, in wall time. */
export const inputSchema = tickSchema;

export const outputSchema = z.strictObject({
  endpoints: z.array(
    z.strictObject({
      model: z.string(),
      version: z.int(),
      /** Of the newest 24 complete hours; null where too few requests were answered. */
      coverage: z.number().nullable(),
      /** Of the fullest instance; null where nothing was published. */
      diskPercent: z.number().nullable(),
    }),
  ),
});
