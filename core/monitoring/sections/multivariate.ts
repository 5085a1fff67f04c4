import * as z from 'zod';
import { countSchema, numberSchema, naturalSchema, wholeSchema } from '#core/number-schemas';
import { WITHOUT_ROW_SCORES } from '../row-scores/row-score.ts';

/** Did the features change together, in ways that no single one shows? Reported; it does not alarm. */
export const multivariateSectionSchema = z.strictObject({
  /** Why nothing is said. */
  notJudged: z.enum([...WITHOUT_ROW_SCORES, 'masked-since-training']).exactOptional(),
  /** Rows of the window, those that were scored and those that the sample was drawn from: older sketches did neither. */
  coverage: z
    .strictObject({ rows: countSchema, scored: countSchema, sampledFrom: countSchema })
    .exactOptional(),
  /** How badly the main components of training describe the window's rows. */
  reconstruction: z
    .strictObject({
      components: naturalSchema,
      meanBefore: numberSchema,
      meanNow: numberSchema,
      /** Between blocks of the window's length inside the training rows. */
      noiseLow: numberSchema,
      noiseHigh: numberSchema,
      status: z.enum(['within', 'outside', 'inconclusive']),
    })
    .exactOptional(),
  /** Rows further from the middle of training than 99 % of its own. */
  outliers: z
    .strictObject({
      shareBefore: numberSchema,
      shareNow: numberSchema,
      low: numberSchema,
      high: numberSchema,
      rows: countSchema,
    })
    .exactOptional(),
  /** A classifier that tries to tell the window's rows from those of training; 0.5 = it cannot. */
  domain: z
    .strictObject({
      auc: numberSchema,
      low: numberSchema,
      high: numberSchema,
      rowsBefore: wholeSchema,
      rowsNow: wholeSchema,
      /** The area up to which stretches of the training rows differ from each other; absent when unknown. */
      limit: numberSchema.exactOptional(),
      status: z.enum(['alike', 'different', 'inconclusive']),
      /** The features that it told them apart by, most telling first. */
      telling: z.array(z.string()),
    })
    .exactOptional(),
});
export type MultivariateSection = z.infer<typeof multivariateSectionSchema>;
