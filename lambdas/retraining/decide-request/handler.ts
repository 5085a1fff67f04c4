import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { ssmParameters } from '#adapters/ssm-parameters';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import type { Workflow } from '#ports/workflow';
import { type BatchStep, defineBatchHandler } from '../../common/define-batch-handler.ts';
import type { Step, StepContext } from '../../common/define-handler.ts';
import type { QueueMessage } from '../../common/define-queue-handler.ts';
import { errorFacts } from '../../common/error-facts.ts';
import { loadDeployedModel } from '../../common/load-model-revision.ts';
import { listModels } from '../../common/published-revision.ts';
import { startContest } from '../../common/start-contest.ts';
import { askOf, concerns } from './asks-of-message.ts';
import { bodySchema, environmentSchema } from './contract.ts';
import { decideAsk } from './decide-ask.ts';

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly parameters: Parameters;
  readonly workflow: Workflow;
}

type Environment = z.infer<typeof environmentSchema>;

/**
 * The governor: every ask becomes one request per fingerprint, decided by policy, and every decision is recorded.
 * A repeat of a message finds the request; an accepted one starts the execution of its own name again, which exists.
 */
export const decideRequest: Step<
  QueueMessage<z.infer<typeof bodySchema>>,
  void,
  Environment,
  Adapters
> = async ({ body }, context) => {
  const { environment, adapters, logger } = context;
  const failed: Error[] = [];
  const models = await listModels(adapters.parameters, environment.GYRE_ENV);
  const concerned = models.filter((name) => concerns(body, name, environment.GYRE_ENV));
  if (concerned.length === 0) {
    const about = 'AlarmName' in body ? body.AlarmName : body.kind === 'ask' ? body.model : body.dataset;
    logger.info('ignored: about no deployed model', { about });
  }
  for (const name of concerned) {
    // News of a dataset concern many models; one that cannot be read must not keep it from the others.
    await decideFor(name, body, context).catch((error: unknown) => {
      logger.error('a model cannot be asked', { model: name });
      failed.push(error instanceof Error ? error : new Error(String(error)));
    });
  }
  const [first] = failed;
  if (first !== undefined) throw first;
};

async function decideFor(
  name: string,
  body: z.infer<typeof bodySchema>,
  { environment, adapters, now, logger }: StepContext<Environment, Adapters>,
): Promise<void> {
  const model = await loadDeployedModel(adapters.parameters, adapters.store, environment.GYRE_ENV, name);
  const ask = await askOf(body, model, environment.GYRE_ENV, adapters.registry);
  if (ask === undefined) {
    logger.info('nothing is asked', { model: name });
    return;
  }
  const place = {
    ...adapters,
    lakeBucket: environment.LAKE_BUCKET,
    trainingMachineArn: environment.TRAINING_MACHINE_ARN,
  };
  const request = await decideAsk(ask, model, place, now);
  logger.info('decided', { model: name, requestId: request.requestId, status: request.status });
  if (request.status !== 'accepted') return;
  await startContest(adapters.workflow, environment.TRAINING_MACHINE_ARN, name, request);
}

/**
 * A storm of notifications comes in batches: those of one alarm in one batch say the same, since an alarm is only a
 * hint to look at the registry. They are decided together, and fail together.
 */
export const decideBatch: BatchStep<z.infer<typeof bodySchema>, Environment, Adapters> = async (
  messages,
  context,
) => {
  const groups = Map.groupBy(messages, ({ messageId, body }) =>
    'AlarmName' in body ? `${body.AlarmName} ${body.NewStateValue}` : messageId,
  );
  const failed: string[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    try {
      if (first !== undefined) await decideRequest(first, context);
    } catch (error) {
      context.logger.error('message failed', { messages: group.length, ...errorFacts(error) });
      failed.push(...group.map(({ messageId }) => messageId));
    }
  }
  return failed;
};

export const handler = defineBatchHandler({
  name: 'retraining/decide-request',
  body: bodySchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    parameters: ssmParameters,
    workflow: sfnWorkflow,
  }),
  step: decideBatch,
});
