import * as z from 'zod';
import { REFERENCE_KINDS } from '../monitoring/season/reference-kinds.ts';
import { columnNameSchema } from './names.ts';
import { readingKeys } from './reading-keys.ts';

/** `monitoring` of model.yaml: windows, and what is held against training in each. */
export const monitoringSchema = z.strictObject({
  ...readingKeys,
  /** A bucket closes so long after its end; what comes later opens its window again. */
  latenessMinutes: z.int().min(0).max(1440).default(60),
  /** Drift window: a calendar month, or so many days. */
  driftWindow: z
    .union([z.literal('calendar-month'), z.strictObject({ days: z.int().min(1).max(92) })])
    .default({ days: 7 }),
  drift: z
    .strictObject({
      /** Smallest population stability index that can alarm, whatever the calibration says. */
      minimumThreshold: z.number().min(0.05).default(0.25),
      /** Calibrated threshold = this x the worst leave-one-block-out index inside the training rows. */
      calibrationFactor: z.number().min(1).default(2),
      minimumRows: z.int().min(50).default(500),
      /** m of n windows must be drifted. */
      windows: z.strictObject({ m: z.int().min(1), n: z.int().min(1) }).default({ m: 1, n: 1 }),
      /**
       * What a window is held against beside training: the same month or days of former years, the same hours of
       * former weeks, or the windows before. Default: training alone.
       */
      season: z
        .strictObject({
          kind: z.enum(REFERENCE_KINDS),
          /** So many years, weeks or windows back, as far as the version has rows. */
          windows: z.int().min(1).max(12).default(3),
        })
        .exactOptional(),
      /** `new`: drift that the season explains does not alarm. Default: any drift does. */
      alarmOn: z.enum(['any', 'new']).default('any'),
    })
    .prefault({}),
  quality: z
    .strictObject({
      /** Newest mature days that are judged together. */
      windowDays: z.int().min(1).max(92).default(14),
      /** Breach above this factor of what the contest promised. */
      maximumRatio: z.number().gt(1).default(1.15),
      /** Days of the month (UTC) on which quality is judged. */
      judgedOnDays: z.array(z.int().min(1).max(28)).min(1).default([1, 15]),
      minimumRows: z.int().min(50).default(500),
    })
    .prefault({}),
  /**
   * Asks the endpoint, window by window, which features its answers hang on: (1 + features) x rows questions each for
   * rows of the window and of training. Left out: nothing is asked.
   */
  attribution: z
    .strictObject({
      rows: z.int().min(50).max(500).default(100),
      /** Of the order of the features with that of training, 1 = the same; below, attribution has moved. */
      minimumAgreement: z.number().min(0.5).max(1).default(0.9),
    })
    .optional(),
  /**
   * Gaps between groups of rows in quality reports, with intervals; reported, no alarm. Binary answers are yes from
   * `evaluation.gate.threshold` on. Left out: nothing is told apart.
   */
  bias: z
    .strictObject({
      /** Features that tell groups apart, with at most 20 values each; captured and not masked. */
      columns: z.array(columnNameSchema).min(1).max(5),
      /** A group with fewer labelled rows gets no verdict. */
      minimumRows: z.int().min(10).default(50),
      /** Binary: smallest ratio of the shares of yes. Default: 0.8 */
      minimumImpactRatio: z.number().gt(0).max(1).optional(),
      /** Binary: largest difference of the shares of yes and of the error rates. Default: 0.1 */
      maximumRateDifference: z.number().gt(0).lt(1).optional(),
      /** Regression: largest difference of the mean errors, in the label's unit. Default: a quarter of the error promised */
      maximumErrorDifference: z.number().gt(0).optional(),
    })
    .optional(),
  /** A label counts when it is at least this old. */
  labelMaturityDays: z.int().min(0).max(365).default(1),
});
