import * as z from 'zod';

/** `training` of model.yaml: the script, the machine it runs on, and when there is enough to train with. */
export const trainingSchema = z.strictObject({
  preset: z.literal('xgboost').default('xgboost'),
  entryPoint: z.string().default('train.py'),
  instanceType: z.string().default('ml.m5.xlarge'),
  volumeSizeGb: z.int().min(1).max(1024).default(20),
  maximumRuntimeMinutes: z.int().min(1).max(2880).default(60),
  useSpot: z.boolean().default(false),
  /** The first contest waits for this many labelled rows. */
  minimumRows: z.int().min(100).default(1000),
  /** Passed to the script as strings, as SageMaker does. */
  hyperparameters: z.record(z.string().max(64), z.union([z.string(), z.number(), z.boolean()])).default({}),
});
