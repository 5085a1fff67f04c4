import * as z from 'zod';
import { columnNameSchema, nameSchema } from './names.ts';
import { answerColumnSchema } from './reading-keys.ts';

/** `serving` of model.yaml: what is captured of requests and answers, and how labels find them. */
export const servingSchema = z.strictObject({
  capture: z.enum(['front-door', 'native', 'none']).default('front-door'),
  answerColumn: answerColumnSchema,
  /** Feature columns left out of capture records. */
  mask: z.array(columnNameSchema).default([]),
  /** Matured labels joined with captures become rows of this dataset. */
  labelledRowsTo: z.union([nameSchema, z.literal('none')]).default('none'),
  /** Rows older than this need the caller's `replay` permission. */
  maximumLagMinutes: z.int().min(1).default(60),
  retentionDays: z.int().min(1).max(365).default(30),
  /** Labels that wait are joined when so many days have passed since the last join, and before every verdict. */
  joinEveryDays: z.int().min(1).max(31).default(1),
});
