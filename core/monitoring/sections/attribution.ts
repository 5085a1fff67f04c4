import * as z from 'zod';

/** Which inputs the answers hang on now, against which they hung on at the release. */
export const attributionSectionSchema = z.strictObject({
  /** Normalised discounted cumulative gain of the window's ranking against the baseline's, in [0, 1]. */
  ndcg: z.number(),
  threshold: z.number(),
  status: z.enum(['kept', 'moved', 'inconclusive']),
  rows: z.int().min(0),
  features: z.array(
    z.strictObject({
      feature: z.string(),
      /** Share of all importance; sums to 1. */
      before: z.number(),
      now: z.number(),
      rankBefore: z.int().min(1),
      rankNow: z.int().min(1),
    }),
  ),
});
export type AttributionSection = z.infer<typeof attributionSectionSchema>;
