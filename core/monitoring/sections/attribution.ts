import * as z from 'zod';
import { countSchema, numberSchema, naturalSchema } from '#core/number-schemas';

/** Which inputs the answers hang on now, against which they hung on at the release. */
export const attributionSectionSchema = z.strictObject({
  /** Normalised discounted cumulative gain of the window's ranking against the baseline's, in [0, 1]. */
  ndcg: numberSchema,
  threshold: numberSchema,
  status: z.enum(['kept', 'moved', 'inconclusive']),
  rows: countSchema,
  features: z.array(
    z.strictObject({
      feature: z.string(),
      /** Share of all importance; sums to 1. */
      before: numberSchema,
      now: numberSchema,
      rankBefore: naturalSchema,
      rankNow: naturalSchema,
    }),
  ),
});
export type AttributionSection = z.infer<typeof attributionSectionSchema>;
