import * as z from 'zod';
import { countSchema, numberSchema, naturalSchema, wholeSchema } from '#core/number-schemas';

/** What a window was judged by: the keys of `monitoring` in model.yaml, as they were then. */
export const policySectionSchema = z.strictObject({
  drift: z
    .strictObject({
      /** calendar-month, or days. */
      window: z.union([z.literal('calendar-month'), naturalSchema]),
      minimumRows: wholeSchema,
      minimumThreshold: numberSchema,
      calibrationFactor: numberSchema,
      /** m of the last n windows must be drifted before it alarms. */
      windows: z.strictObject({ m: naturalSchema, n: naturalSchema }),
    })
    .exactOptional(),
  quality: z
    .strictObject({
      windowDays: naturalSchema,
      minimumRows: wholeSchema,
      maximumRatio: numberSchema,
      labelMaturityDays: countSchema,
    })
    .exactOptional(),
});
export type PolicySection = z.infer<typeof policySectionSchema>;
