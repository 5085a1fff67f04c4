import * as z from 'zod';
import { deploymentSchema } from './deployment-config.ts';
import { evaluationSchema } from './evaluation-config.ts';
import { monitoringSchema } from './monitoring-config.ts';
import { columnNameSchema, nameSchema } from './names.ts';
import { problemSchema } from './problem.ts';
import { retrainingSchema } from './retraining-config.ts';
import { servingSchema } from './serving-config.ts';
import { trainingSchema } from './training-config.ts';

/** `model.yaml`: one model, room by room. Units are in the names; every optional key has a safe default. */
export const modelConfigSchema = z.strictObject({
  name: nameSchema,
  owner: z.string().min(1).max(100),
  risk: z.enum(['low', 'medium', 'high']),
  problem: problemSchema,
  objective: z.string().min(1).max(1000),
  dataset: nameSchema,
  label: columnNameSchema,
  /** The features in the order the model sees them; `all` = all of the dataset's, in its order. */
  features: z.union([
    z.literal('all'),
    z.array(columnNameSchema).min(1).max(2000),
    z.strictObject({ allExcept: z.array(columnNameSchema).min(1) }),
  ]),
  training: trainingSchema.prefault({}),
  evaluation: evaluationSchema,
  deployment: deploymentSchema.prefault({}),
  serving: servingSchema.prefault({}),
  monitoring: monitoringSchema.prefault({}),
  retraining: retrainingSchema.prefault({}),
});

export type ModelConfig = z.infer<typeof modelConfigSchema>;
