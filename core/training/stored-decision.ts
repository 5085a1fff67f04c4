import * as z from 'zod';
import { numberOrNaN } from './guard-document.ts';

/** decision.json of a contest as it is read: clauses that a later gate has are read as well. */
export const storedDecisionSchema = z.strictObject({
  contestId: z.string().exactOptional(),
  outcome: z.enum(['promoted', 'recalibrated', 'restored', 'kept', 'refused']),
  winner: z
    .string()
    .nullish()
    .transform((winner) => winner ?? undefined),
  clauses: z
    .array(
      z
        .strictObject({
          name: z.string(),
          contender: z.string(),
          value: numberOrNaN,
          bound: numberOrNaN,
          passed: z.boolean(),
          explanation: z.string(),
        })
        .readonly(),
    )
    .readonly(),
  reasons: z.array(z.string()).readonly(),
});
export type StoredDecision = Omit<z.infer<typeof storedDecisionSchema>, 'contestId'>;
