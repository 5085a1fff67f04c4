import * as z from 'zod';
import { numberSchema } from '#core/number-schemas';

/** A year of months and the same month of the year before, the judged window included. */
export const HISTORY_WINDOWS = 13;
/** Of each window only the features that lay furthest above their thresholds are kept. */
export const HISTORY_FEATURES = 24;

/** What was said of the version's former windows, oldest first. */
export const historySectionSchema = z
  .array(
    z.strictObject({
      windowStart: z.string(),
      status: z.string(),
      isConfirmed: z.boolean(),
      /** Index in thresholds: 1 and above is drift. */
      features: z.array(z.strictObject({ feature: z.string(), ratio: numberSchema })),
    }),
  )
  .max(HISTORY_WINDOWS);
export type HistorySection = z.infer<typeof historySectionSchema>;
