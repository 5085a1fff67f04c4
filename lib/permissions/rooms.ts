import { DATA_STEPS } from './data.ts';
import { DEPLOYMENT_STEPS } from './deployment.ts';
import { MONITORING_STEPS } from './monitoring.ts';
import type { StepTable } from './permission.ts';
import { REGISTRY_STEPS } from './registry.ts';
import { RETRAINING_STEPS } from './retraining.ts';
import { SERVING_STEPS } from './serving.ts';
import { TRAINING_STEPS } from './training.ts';

/** The functions of every room, by the name of the folder below lambdas/. */
export const STEPS_BY_ROOM: Readonly<Record<string, StepTable>> = {
  data: DATA_STEPS,
  training: TRAINING_STEPS,
  retraining: RETRAINING_STEPS,
  registry: REGISTRY_STEPS,
  deployment: DEPLOYMENT_STEPS,
  serving: SERVING_STEPS,
  monitoring: MONITORING_STEPS,
};
