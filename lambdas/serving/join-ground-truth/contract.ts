import * as z from 'zod';
import { countSchema } from '#core/number-schemas';
import { nameSchema } from '#core/config/names';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  LAKE_BUCKET: z.string().min(1),
  REPORTS_BUCKET: z.string().min(1),
  INTAKE_QUEUE_URL: z.string().min(1),
});

export const inputSchema = z.strictObject({
  model: nameSchema,
  /** Event time of the tick that asks. */
  asOf: z.iso.datetime(),
});

export const outputSchema = z.strictObject({
  /** joined: call again, there may be more. committing: the rows of the last join are on their way; call again later. */
  status: z.enum(['joined', 'committing', 'nothing']),
  joinId: z.string(),
  labelFiles: countSchema,
  /** Joined rows, by row id. */
  matched: countSchema,
  /** Rows that wait for their capture, and rows that have waited long enough. */
  waitingRows: countSchema,
  unknownRows: countSchema,
  contradictions: countSchema,
  /** Label files that another call as of this moment would take. */
  remaining: countSchema,
});
