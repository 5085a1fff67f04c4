import * as z from 'zod';
import { BIAS_METRICS } from '../monitoring/sections/bias.ts';

/** JSON has no NaN: a metric that could not be computed is null there and NaN here, where it loses. */
export const numberOrNaN = z.union([z.number(), z.null()]).transform((value) => value ?? Number.NaN);

const interval = { value: numberOrNaN, low: numberOrNaN, high: numberOrNaN } as const;
const comparison = z.strictObject({ ...interval, pValue: numberOrNaN });
const brier = z.strictObject({
  ...{ score: numberOrNaN, reliability: numberOrNaN, resolution: numberOrNaN },
  ...{ uncertainty: numberOrNaN, withinBins: numberOrNaN },
});

const calibration = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('measured'),
    bins: z.int(),
    expectedError: numberOrNaN,
    largestError: numberOrNaN,
    brier,
  }),
  z.strictObject({ state: z.literal('not-probabilities') }),
]);

const tests = z.strictObject({
  delong: z
    .strictObject({ difference: numberOrNaN, standardError: numberOrNaN, pValue: numberOrNaN })
    .nullable(),
  mcnemar: z.strictObject({ onlyContender: z.int(), onlyOpponent: z.int(), pValue: numberOrNaN }),
});

export const overfittingSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('not-recorded') }),
  z.strictObject({ state: z.literal('measured'), training: numberOrNaN, gapPercent: numberOrNaN }),
]);

const slice = z.strictObject({
  column: z.string(),
  group: z.string(),
  rows: z.int(),
  blocks: z.int(),
  state: z.enum(['judged', 'few-rows', 'few-blocks', 'undefined']),
  value: numberOrNaN,
  champion: numberOrNaN,
  difference: comparison.exactOptional(),
});

const gap = z.strictObject({
  metric: z.enum(BIAS_METRICS),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  limit: z.number().exactOptional(),
  status: z.enum(['within', 'outside', 'inconclusive']).exactOptional(),
});

const fairness = z.strictObject({
  column: z.string(),
  reference: z.string(),
  groups: z.array(z.strictObject({ group: z.string(), rows: z.int(), metrics: z.array(gap) })),
});

/** The part of a contender's evidence that stands beside the contest's metric; nothing of it in evidence of method 1. */
export const guardSchema = z.strictObject({
  calibration: calibration.exactOptional(),
  tests: tests.exactOptional(),
  businessValue: z
    .strictObject({ perRow: z.strictObject(interval), difference: comparison.exactOptional() })
    .exactOptional(),
  slices: z.array(slice).exactOptional(),
  fairness: z.array(fairness).exactOptional(),
});
