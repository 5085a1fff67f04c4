import * as z from 'zod';

/** Quality of the window before its labels are there, and how former estimates compare with what came true. */
export const estimateSectionSchema = z.strictObject({
  method: z.enum(['confidence-based', 'direct-error']),
  metric: z.string(),
  value: z.number(),
  low: z.number(),
  high: z.number(),
  promised: z.number(),
  rows: z.int().min(0),
  byDay: z.array(z.strictObject({ day: z.string(), rows: z.int(), value: z.number().nullable() })),
  /** Windows whose labels have matured since, oldest first. */
  trackRecord: z.array(
    z.strictObject({
      windowStart: z.string(),
      windowEnd: z.string(),
      estimated: z.number(),
      realised: z.number(),
      rows: z.int(),
    }),
  ),
  /** Of the track record; null while it is empty. */
  meanAbsoluteError: z.number().nullable(),
});
export type EstimateSection = z.infer<typeof estimateSectionSchema>;
