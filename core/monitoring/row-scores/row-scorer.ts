import * as z from 'zod';
import { lossModelSchema, lossScorer } from '../estimate/loss-model/loss-model.ts';
import { compileOutlierDistance, outlierDistanceSchema } from './outlier-distance.ts';
import { compileReconstructionError, reconstructionErrorSchema } from './reconstruction-error.ts';
import type { ScoreRow } from './score-row.ts';

/**
 * How a row's score is computed: parameters that were fitted on known rows and are kept in the baseline. A new
 * kind is a file beside this one, with its schema and its function, a line in this list and a case below.
 */
export const rowScorerSchema = z.discriminatedUnion('kind', [
  reconstructionErrorSchema,
  outlierDistanceSchema,
  lossModelSchema,
]);
export type RowScorer = z.infer<typeof rowScorerSchema>;

/** @returns the scorer as a function; it keeps scratch space of its own and is made once for many rows */
export function compileRowScorer(scorer: RowScorer): ScoreRow {
  switch (scorer.kind) {
    case 'reconstruction-error':
      return compileReconstructionError(scorer);
    case 'outlier-distance':
      return compileOutlierDistance(scorer);
    case 'expected-loss':
      return lossScorer(scorer);
  }
}
