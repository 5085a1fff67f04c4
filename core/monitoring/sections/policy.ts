import * as z from 'zod';

/** What a window was judged by: the keys of `monitoring` in model.yaml, as they were then. */
export const policySectionSchema = z.strictObject({
  drift: z
    .strictObject({
      /** calendar-month, or days. */
      window: z.union([z.literal('calendar-month'), z.int().min(1)]),
      minimumRows: z.int(),
      minimumThreshold: z.number(),
      calibrationFactor: z.number(),
      /** m of the last n windows must be drifted before it alarms. */
      windows: z.strictObject({ m: z.int().min(1), n: z.int().min(1) }),
    })
    .exactOptional(),
  quality: z
    .strictObject({
      windowDays: z.int().min(1),
      minimumRows: z.int(),
      maximumRatio: z.number(),
      labelMaturityDays: z.int().min(0),
    })
    .exactOptional(),
});
export type PolicySection = z.infer<typeof policySectionSchema>;
