import * as z from 'zod';
import { contestOutcomeSchema } from '#core/training/training-records';

export const environmentSchema = z.object({ REGISTRY_TABLE: z.string().min(1) });

export const inputSchema = z.strictObject({
  model: z.string(),
  contestId: z.string(),
  /** kept: nobody was better. refused: a clause failed. not-now: there was nothing to hold a contest with. */
  outcome: z.enum(['kept', 'refused', 'not-now']),
  evidenceKey: z.string(),
  decisionKey: z.string(),
  reasons: z.array(z.string()),
});

export const outputSchema = z.strictObject({
  outcome: contestOutcomeSchema,
  contestId: z.string(),
  version: z.int().nullable(),
  reasons: z.array(z.string()),
});
