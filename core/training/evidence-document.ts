import * as z from 'zod';
import { RECALIBRATION_METHODS } from '../config/recalibration-config.ts';
import type { ContestEvidence } from './evaluate-contenders.ts';
import { guardSchema, numberOrNaN, overfittingSchema } from './guard-document.ts';
import { recalibrationDocumentSchema } from './recalibration/recalibration-document.ts';
import { frozenSchema, pinnedContestSchema } from './training-records.ts';

const comparisonSchema = z.strictObject({
  value: numberOrNaN,
  low: numberOrNaN,
  high: numberOrNaN,
  pValue: numberOrNaN,
});

const evidenceSchema = z.strictObject({
  method: z.literal(2).exactOptional(),
  metric: z.enum(['rmse', 'mae', 'auc', 'logLoss', 'brier']),
  rows: z.int(),
  blocks: z.int(),
  draws: z.int(),
  seed: z.string(),
  naive: z.number(),
  champion: z.string().exactOptional(),
  groups: z.strictObject({ sha256: z.string(), columns: z.array(z.string()) }).exactOptional(),
  contenders: z.array(
    guardSchema.extend({
      contender: z.string(),
      recalibratedBy: z.enum(RECALIBRATION_METHODS).exactOptional(),
      metrics: z.record(z.string(), numberOrNaN),
      primary: z.strictObject({ value: numberOrNaN, low: numberOrNaN, high: numberOrNaN }),
      difference: comparisonSchema.extend({ opponent: z.string() }).exactOptional(),
      overNaive: comparisonSchema,
      scoringSeconds: numberOrNaN,
      overfitting: overfittingSchema.exactOptional(),
      artifactBytes: numberOrNaN.exactOptional(),
    }),
  ),
});

/** evidence.json of a contest: all that its decision is made of. */
export const evidenceDocumentSchema = z.strictObject({
  contest: pinnedContestSchema,
  frozen: frozenSchema,
  excluded: z.array(z.strictObject({ version: z.int(), reason: z.string() })),
  contenders: z.array(z.strictObject({ contender: z.string(), artifactSha256: z.string() })),
  recalibration: recalibrationDocumentSchema.exactOptional(),
  evidence: evidenceSchema,
});
export type EvidenceDocument = z.infer<typeof evidenceDocumentSchema>;

/** The evidence as the gate takes it. */
export function evidenceOf(document: EvidenceDocument): ContestEvidence {
  return { ...document.evidence, champion: document.evidence.champion };
}
