import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { sqsQueue } from '#adapters/sqs-queue';
import { ssmParameters } from '#adapters/ssm-parameters';
import type { AskMessage } from '#core/retraining/retrain-records';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Queue } from '#ports/queue';
import type { Registry } from '#ports/registry';
import type { Workflow } from '#ports/workflow';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { REQUEST_PREFIX, requestsNow } from '../../common/ended-requests.ts';
import { loadDeployedModel } from '../../common/load-model-revision.ts';
import { readChampion } from '../../common/read-champion.ts';
import { readStanding } from '../../common/read-standing.ts';
import { startContest } from '../../common/start-contest.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/**
 * Asks what no message will: verdicts that stand, refusals whose reasons are over, and the first contest of a dataset
 * with rows enough; and starts what was accepted and never started. An alarm tells of a change and then is silent,
 * and any message may be lost; the registry is the truth. A repeat is harmless: the governor decides one request per
 * fingerprint, and an execution has its request's name.
 */
export const reconcileRequests: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  {
    readonly registry: Registry;
    readonly parameters: Parameters;
    readonly store: ObjectStore;
    readonly queue: Queue;
    readonly workflow: Workflow;
  }
> = async ({ model: name, asOf, silent }, { environment, adapters, now }) => {
  const { registry, workflow } = adapters;
  const champion = await readChampion(registry, name);
  const model = await loadDeployedModel(adapters.parameters, adapters.store, environment.GYRE_ENV, name);
  const facts = { model, version: champion?.alias.version ?? null, asOf, silent };
  const { asks, closings, unstarted } = await readStanding(adapters, facts, now);
  if (closings.length > 0) await closeRequests(adapters, { model: name, asOf }, now);
  for (const request of unstarted)
    await startContest(workflow, environment.TRAINING_MACHINE_ARN, name, request);
  const messages = asks.map(({ cause, subject, decideAsOf }): AskMessage => {
    const requestedBy = 'gyre:retraining/reconcile-requests';
    return { kind: 'ask', model: name, cause, subject, asOf: decideAsOf, requestedBy };
  });
  if (messages.length > 0) await adapters.queue.send(environment.RETRAIN_QUEUE_URL, messages);
  return {
    asked: asks.map(({ cause, subject }) => `${cause} ${subject}`),
    started: unstarted.map(({ requestId }) => requestId),
  };
};

/** Writes down which requests have ended, so that nobody waits for them. */
function closeRequests(
  adapters: { readonly registry: Registry; readonly workflow: Workflow },
  { model, asOf }: { readonly model: string; readonly asOf: string },
  now: Date,
): Promise<void> {
  return adapters.registry.transition({ kind: 'model', name: model }, async (view) => {
    const items = await view.list(REQUEST_PREFIX);
    const { requests, closings } = await requestsNow(items, adapters.workflow, now);
    const [first] = closings;
    if (first === undefined) return { unchanged: undefined };
    const ended = requests.filter(({ requestId }) => closings.some(({ sk }) => sk.endsWith(requestId)));
    return {
      writes: closings,
      event: {
        type: 'retrain-ended',
        actor: 'gyre:retraining/reconcile-requests',
        cause: ended[0]?.requestId ?? '',
        asOf,
        after: { outcomes: ended.map(({ requestId, outcome }) => `${requestId}: ${outcome ?? 'failed'}`) },
      },
      result: undefined,
    };
  });
}

export const handler = defineHandler({
  name: 'retraining/reconcile-requests',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    parameters: ssmParameters,
    store: s3ObjectStore,
    queue: sqsQueue,
    workflow: sfnWorkflow,
  }),
  step: reconcileRequests,
});
