/** The engine of SageMaker local: jobs and hosted models as real processes under the container contract. */
import { startModelServer } from './serving/start-model-server.ts';
import { startTrainingJob } from './training/start-training-job.ts';
import { startTransformJob } from './transform/start-transform-job.ts';
import type { Engine } from './types.ts';

export const processEngine: Engine = { startTrainingJob, startTransformJob, startModelServer };
