import * as z from 'zod';
import {
  amountSchema,
  countSchema,
  numberSchema,
  naturalSchema,
  shareSchema,
  wholeSchema,
} from '#core/number-schemas';
import { attributionSectionSchema } from './sections/attribution.ts';
import { biasSectionSchema } from './sections/bias.ts';
import { conceptSectionSchema } from './sections/concept.ts';
import { estimateSectionSchema } from './sections/estimate.ts';
import { historySectionSchema } from './sections/history.ts';
import { maturitySectionSchema } from './sections/maturity.ts';
import { multivariateSectionSchema } from './sections/multivariate.ts';
import { policySectionSchema } from './sections/policy.ts';
import { seasonSectionSchema } from './sections/season.ts';
import { WITHOUT_TEST } from './verdict/feature-test.ts';
import { EFFECT_UNITS, TEST_NAMES } from './verdict/named-test.ts';

/** One of the tests behind a verdict. */
const testSchema = z.strictObject({
  test: z.enum(TEST_NAMES),
  statistic: numberSchema,
  /** With its sign: down, narrower and fewer are negative. */
  effect: numberSchema,
  unit: z.enum(EFFECT_UNITS),
  /** Smaller effects are not called changed, however certain. */
  floor: numberSchema,
  pValue: shareSchema,
});

export const DIVERGENCE_NAMES = [
  ...(['jensen-shannon', 'hellinger', 'wasserstein', 'cramer-von-mises', 'anderson-darling'] as const),
  ...(['total-variation', 'l-infinity', 'g'] as const),
] as const;

/** How far apart training and window are by one measure, beside what that is to be held against. */
const divergenceSchema = z.strictObject({
  name: z.enum(DIVERGENCE_NAMES),
  value: amountSchema,
  /** What the value reads on average when nothing changed, with these rows and bins. */
  expected: amountSchema.exactOptional(),
  /** Chance of a value as large when nothing changed. */
  pValue: shareSchema.exactOptional(),
});
export type NamedDivergence = z.infer<typeof divergenceSchema>;

/**
 * What a window says of one column. What is optional came with the second version of the method: reports of the
 * first, whose verdict was by one test and a floor of the index, lack it.
 */
export const featureVerdictSchema = z.strictObject({
  feature: z.string(),
  /** changed: no chance and not tiny. drifted: at or above the calibrated threshold, which alarms. */
  status: z.enum(['stable', 'changed', 'drifted', 'inconclusive']),
  psi: numberSchema,
  threshold: numberSchema,
  /** The largest index between blocks of the training rows themselves. */
  noise: numberSchema,
  thresholdMethod: z.enum(['blocks', 'halves', 'none']),
  /** The test that tells most of the difference; what it says is in statistic, effect, unit and floor. */
  test: z.enum(TEST_NAMES),
  /** null where there was nothing to test. */
  statistic: numberSchema.nullable(),
  effect: numberSchema.nullable().exactOptional(),
  unit: z.enum(EFFECT_UNITS).exactOptional(),
  floor: numberSchema.exactOptional(),
  /** Of all tests together. */
  pValue: numberSchema.nullable(),
  /** Corrected over the features; the prediction's stands alone. */
  adjustedPValue: numberSchema.nullable(),
  /** Why there is no p-value. */
  withoutTest: z.enum(WITHOUT_TEST).exactOptional(),
  tests: z.array(testSchema).exactOptional(),
  /** From the third version of the method on; explain, and decide nothing. */
  divergences: z.array(divergenceSchema).exactOptional(),
  /** Rows with a value, in training and in the window. */
  valueRows: z.strictObject({ before: countSchema, now: countSchema }).exactOptional(),
  missingShareBefore: shareSchema,
  missingShareNow: shareSchema,
  direction: z.enum(['up', 'down', 'mixed', 'none']),
  medianBefore: numberSchema.nullable(),
  medianNow: numberSchema.nullable(),
  /** Shares of the decile groups, the missing rows last. */
  shares: z.strictObject({ before: z.array(shareSchema), now: z.array(shareSchema) }).exactOptional(),
});
export type FeatureVerdict = z.infer<typeof featureVerdictSchema>;

/** The JSON report of a judgement; its page shows the same. */
export const windowReportSchema = z.strictObject({
  model: z.string(),
  version: wholeSchema,
  kind: z.enum(['drift', 'quality']),
  windowStart: z.string(),
  windowEnd: z.string(),
  asOf: z.string(),
  revision: naturalSchema,
  /** expected: drifted against training as its season is known for, with a policy that alarms for news only. */
  status: z.enum([
    'stable',
    'changed',
    'expected',
    'drifted',
    'breached',
    'within',
    'no-data',
    'inconclusive',
    'not-configured',
  ]),
  reason: z.string(),
  rows: countSchema,
  referenceRows: countSchema,
  coverage: z.strictObject({
    objects: countSchema,
    records: countSchema,
    badRecords: z.record(z.string(), countSchema),
    duplicates: countSchema,
    liveRows: countSchema,
    /** In the time of the window, where somebody looked: what the endpoint answered, and what of it was captured. */
    answeredRequests: countSchema.exactOptional(),
    capturedRequests: countSchema.exactOptional(),
  }),
  features: z.array(featureVerdictSchema),
  prediction: featureVerdictSchema.exactOptional(),
  quality: z
    .strictObject({
      metric: z.string(),
      value: numberSchema,
      promised: numberSchema,
      ratio: numberSchema,
      limit: numberSchema,
      rows: wholeSchema,
      days: wholeSchema,
      from: z.string(),
      to: z.string(),
      byDay: z.array(z.strictObject({ day: z.string(), rows: wholeSchema, value: numberSchema.nullable() })),
    })
    .exactOptional(),
  season: seasonSectionSchema.exactOptional(),
  multivariate: multivariateSectionSchema.exactOptional(),
  estimate: estimateSectionSchema.exactOptional(),
  maturity: maturitySectionSchema.exactOptional(),
  concept: conceptSectionSchema.exactOptional(),
  bias: biasSectionSchema.exactOptional(),
  attribution: attributionSectionSchema.exactOptional(),
  /** The version's windows before this one, oldest first. */
  history: historySectionSchema.exactOptional(),
  /** What was judged by, as it was then. */
  policy: policySectionSchema.exactOptional(),
  baseline: z.strictObject({ contestId: z.string(), trainStart: z.string(), trainEnd: z.string() }),
  methodVersion: z.string(),
});
export type WindowReport = z.infer<typeof windowReportSchema>;
