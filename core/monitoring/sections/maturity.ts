import * as z from 'zod';
import { countSchema } from '#core/number-schemas';

/** How old the labels are that quality is judged on, and when there will be enough. */
export const maturitySectionSchema = z.strictObject({
  /** Labels of answers up to this day, exclusive, count. */
  matureBefore: z.string(),
  /** Cohorts of answers by day: how many have their label. */
  cohorts: z.array(
    z.strictObject({
      day: z.string(),
      answered: countSchema,
      labelled: countSchema,
      isMature: z.boolean(),
    }),
  ),
  /** At the pace of the cohorts before. null: there are enough, or nothing to go by. */
  enoughBy: z.string().nullable(),
  missingRows: countSchema,
});
export type MaturitySection = z.infer<typeof maturitySectionSchema>;
