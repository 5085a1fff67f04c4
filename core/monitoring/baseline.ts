import * as z from 'zod';
import { naturalSchema } from '#core/number-schemas';
import { baselineColumnSchema } from './baseline-column-schema.ts';
import { BadBaselineError } from './errors.ts';
import { confidenceModelSchema } from './estimate/confidence-model.ts';
import { domainNoiseSchema } from './multivariate/domain-noise.ts';
import { readStored } from './read-stored.ts';
import { rowScoreSchema, WITHOUT_ROW_SCORES } from './row-scores/row-score.ts';

export { type BaselineColumn, baselineColumn } from './baseline-column.ts';

/**
 * What a model version saw in training, column by column; kept with the version for good, since a version is never
 * judged against another one's baseline.
 */
export const baselineSchema = z.strictObject({
  format: z.literal(1),
  model: z.string(),
  /** The contest that the version came out of: known before it has a number. */
  contestId: z.string(),
  trainStart: z.string(),
  trainEnd: z.string(),
  rows: naturalSchema,
  features: z.array(baselineColumnSchema).min(1),
  /** The version's predictions on its own hold-out; they have no days of training. */
  prediction: baselineColumnSchema,
  /** Numbers that are computed of each answered row. Older baselines have none. */
  rowScores: z.array(rowScoreSchema).exactOptional(),
  /** Why rows are not scored by their features alone. */
  withoutRowScores: z.enum(WITHOUT_ROW_SCORES).exactOptional(),
  /** Some training rows as text, evenly over time: numbers with commas between, nothing for what is missing. */
  sample: z.array(z.string()).exactOptional(),
  /** How far stretches of training are told from the others. */
  domainNoise: domainNoiseSchema.exactOptional(),
  /** For classes: what answers say of the quality of a window without labels. Numbers have a row score for it. */
  confidence: confidenceModelSchema.exactOptional(),
});
export type Baseline = z.infer<typeof baselineSchema>;

/** @example baselineKey('air-time', 'ct-1') // 'models/air-time/contests/ct-1/baseline.json' */
export function baselineKey(model: string, contestId: string): string {
  return `models/${model}/contests/${contestId}/baseline.json`;
}

/** @throws BadBaselineError when the text is not a baseline */
export function parseBaseline(text: string, where: string): Baseline {
  const read = readStored(baselineSchema, text);
  if ('value' in read) return read.value;
  throw new BadBaselineError('a stored baseline cannot be read', {
    where,
    received: read.fault,
    fix: 'register the version again by a new contest; baselines are written by BuildBaseline only',
  });
}
