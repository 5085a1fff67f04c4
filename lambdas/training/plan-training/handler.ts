import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { trainingJobRequest } from '#core/training/plan-training';
import type { ObjectStore } from '#ports/object-store';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadCompiledModel } from '../../common/load-model-revision.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/** The training request of the candidate. It only reads: a repeat gives the same request with the same job name. */
export const planTraining: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore }
> = async ({ contest, attempt }, { environment, adapters }) => {
  const model = await loadCompiledModel(adapters.store, environment.ARTIFACTS_BUCKET, contest.configKey);
  const place = {
    environment: environment.GYRE_ENV,
    stagingBucket: environment.STAGING_BUCKET,
    artifactsBucket: environment.ARTIFACTS_BUCKET,
    dataKeyArn: environment.DATA_KEY_ARN,
  };
  return {
    request: trainingJobRequest(contest, model, place, attempt),
    transformConcurrency: model.evaluation.transformConcurrency,
  };
};

export const handler = defineHandler({
  name: 'training/plan-training',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ store: s3ObjectStore }),
  step: planTraining,
});
