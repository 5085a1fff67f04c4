import * as z from 'zod';

/** `retraining` of model.yaml: what asks for a contest, and how often it may. */
export const retrainingSchema = z.strictObject({
  triggers: z
    .array(z.enum(['drift', 'quality', 'new-data', 'schedule', 'revision', 'monthly-review']))
    .default(['drift', 'quality', 'revision']),
  /** Event days from an accepted request to the next. */
  cooldownDays: z.int().min(0).max(365).default(7),
  /** Labelled rows newer than the champion's training end. */
  minimumNewLabels: z.int().min(0).default(1000),
  maximumPerMonth: z.int().min(1).max(31).default(4),
  /** Failed retrains in a row that open the breaker. */
  breakerAfterFailures: z.int().min(1).max(10).default(3),
  recheckAfterDays: z.int().min(1).max(365).default(14),
});
