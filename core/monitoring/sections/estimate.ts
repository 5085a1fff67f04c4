import * as z from 'zod';
import { countSchema, numberSchema, wholeSchema } from '#core/number-schemas';

/** Quality of the window before its labels are there, and how former estimates compare with what came true. */
export const estimateSectionSchema = z.strictObject({
  method: z.enum(['confidence-based', 'direct-error']),
  metric: z.string(),
  value: numberSchema,
  low: numberSchema,
  high: numberSchema,
  promised: numberSchema,
  rows: countSchema,
  byDay: z.array(z.strictObject({ day: z.string(), rows: wholeSchema, value: numberSchema.nullable() })),
  /** Windows whose labels have matured since, oldest first. */
  trackRecord: z.array(
    z.strictObject({
      windowStart: z.string(),
      windowEnd: z.string(),
      estimated: numberSchema,
      realised: numberSchema,
      rows: wholeSchema,
    }),
  ),
  /** Of the track record; null while it is empty. */
  meanAbsoluteError: numberSchema.nullable(),
});
export type EstimateSection = z.infer<typeof estimateSectionSchema>;
