import * as z from 'zod';
import { numberSchema, wholeSchema } from '#core/number-schemas';

export const BIAS_METRICS = [
  'disparate-impact',
  'demographic-parity',
  'equal-opportunity',
  'false-positive-rate',
  'false-negative-rate',
  // Of numbers that are predicted, in the label's unit.
  'mean-prediction',
  'mean-error',
] as const;

/** Groups of the sensitive columns against the largest group of the column. */
export const biasSectionSchema = z.strictObject({
  columns: z.array(
    z.strictObject({
      column: z.string(),
      /** The group that the others are held against. */
      reference: z.string(),
      /** Why its groups are not compared; there are then none. */
      refused: z.string().exactOptional(),
      groups: z.array(
        z.strictObject({
          group: z.string(),
          rows: wholeSchema,
          metrics: z.array(
            z.strictObject({
              metric: z.enum(BIAS_METRICS),
              /** Ratio for disparate impact, difference for the others; null where a group has no such rows. */
              value: numberSchema.nullable(),
              low: numberSchema.nullable(),
              high: numberSchema.nullable(),
              limit: numberSchema,
              status: z.enum(['within', 'outside', 'inconclusive']),
            }),
          ),
        }),
      ),
    }),
  ),
});
export type BiasSection = z.infer<typeof biasSectionSchema>;
