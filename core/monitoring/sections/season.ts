import * as z from 'zod';
import { countSchema, numberSchema } from '#core/number-schemas';
import { REFERENCE_KINDS } from '../season/reference-kinds.ts';

const dayText = z.string();

/**
 * How the window's inputs compare with what its season is known for, beside the comparison with training.
 * `no-history`: the reference that the model declares has no rows yet; the comparison with training stands alone.
 */
export const seasonSectionSchema = z.strictObject({
  kind: z.enum(REFERENCE_KINDS),
  status: z.enum(['compared', 'no-history']),
  /** Which drift alarmed in this window: any, or only what the season does not explain. */
  alarmOn: z.enum(['any', 'new']).exactOptional(),
  /** Stretches of event time that the reference is made of, half open. */
  spans: z.array(z.strictObject({ start: dayText, end: dayText })),
  rows: countSchema,
  features: z.array(
    z.strictObject({
      feature: z.string(),
      /** expected: like its season. new: not even its season explains it. */
      verdict: z.enum(['expected', 'new']),
      psi: numberSchema,
      threshold: numberSchema,
    }),
  ),
});
export type SeasonSection = z.infer<typeof seasonSectionSchema>;
