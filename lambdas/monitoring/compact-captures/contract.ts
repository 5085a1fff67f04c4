import * as z from 'zod';
import { tickSchema } from '#core/config/tick';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  CAPTURE_BUCKET: z.string().min(1),
  REPORTS_BUCKET: z.string().min(1),
});

/** A tick's asOf says nothing here: captures are written in wall time. */
export const inputSchema = tickSchema;

export const doneSchema = z.strictObject({
  /** Hours that were more than looked at. */
  folders: z.int().min(0),
  /** Compacted objects that were written. */
  written: z.int().min(0),
  /** Members that were deleted. */
  deleted: z.int().min(0),
  /** Members whose lines are in a compacted object and that wait for their sketches. */
  waiting: z.int().min(0),
  /** Broken archives, which stay what they are. */
  left: z.int().min(0),
});

export const outputSchema = z.strictObject({
  models: z.array(doneSchema.extend({ model: z.string() })),
  /** False when the time ran out: the next call goes on. */
  isDone: z.boolean(),
});
