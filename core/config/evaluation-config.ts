import * as z from 'zod';
import { gateSchema } from './gate-config.ts';
import { metricSchema } from './problem.ts';
import { recalibrationSchema } from './recalibration-config.ts';

/** `evaluation` of model.yaml: what a contest measures, on which rows, and who stands in it. */
export const evaluationSchema = z.strictObject({
  metric: metricSchema,
  /** The newest days of event time, set aside per contest. */
  holdoutDays: z.int().min(1).max(365).default(28),
  /** Rows of one block are correlated: they are resampled together. */
  block: z.enum(['day', 'hour', 'week', 'row']).default('day'),
  gate: gateSchema.prefault({}),
  /** Scoring jobs at once; new accounts have a transform quota near 0. */
  transformConcurrency: z.int().min(1).max(10).default(1),
  /** Former champions that stand in each contest. */
  formerChampions: z.int().min(0).max(10).default(5),
  /** The champion through a curve as a contender, and its best threshold; default: neither. */
  recalibration: recalibrationSchema.optional(),
});
