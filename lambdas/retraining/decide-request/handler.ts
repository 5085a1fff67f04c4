import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { ssmParameters } from '#adapters/ssm-parameters';
import type { CompiledModel } from '#core/config/compiled-model';
import { latestSchema } from '#core/data/upload-outcome';
import { aliasSchema } from '#core/deployment/deployment-record';
import { ALARM_CAUSES } from '#core/monitoring/alarm-name';
import { aliasKey, LATEST_KEY, requestKey, versionKey } from '#core/registry/keys';
import { decideRetrain } from '#core/retraining/governor';
import { modelState } from '#core/retraining/model-state';
import type { RetrainRequest } from '#core/retraining/retrain-records';
import { requestIdOf } from '#core/retraining/standing-asks';
import { contestSchema, modelVersionSchema } from '#core/training/training-records';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { AggregateView, ItemWrite, Registry } from '#ports/registry';
import type { Workflow } from '#ports/workflow';
import { listVersionObjects } from '../../common/dataset-reader.ts';
import { type BatchStep, defineBatchHandler } from '../../common/define-batch-handler.ts';
import type { Step, StepContext } from '../../common/define-handler.ts';
import type { QueueMessage } from '../../common/define-queue-handler.ts';
import { REQUEST_PREFIX, requestsNow } from '../../common/ended-requests.ts';
import { listModels, loadDeployedModel } from '../../common/load-model-revision.ts';
import { type Ask, askOf, concerns } from './asks-of-message.ts';
import { bodySchema, environmentSchema } from './contract.ts';

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly parameters: Parameters;
  readonly workflow: Workflow;
}

type Environment = z.infer<typeof environmentSchema>;

const ACTOR = 'gyre:retraining/decide-request';
/** Verdicts; a person or new data gets an answer of its own. */
const ATTACHED_CAUSES: ReadonlySet<string> = new Set(ALARM_CAUSES);
const CONTEST_PREFIX = 'CONTEST#';

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
  for (const name of await listModels(adapters.parameters, environment.GYRE_ENV)) {
    if (!concerns(body, name, environment.GYRE_ENV)) continue;
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
  const request = await decide(ask, model, adapters, environment, now);
  logger.info('decided', { model: name, requestId: request.requestId, status: request.status });
  if (request.status !== 'accepted') return;
  await adapters.workflow.start(environment.TRAINING_MACHINE_ARN, request.requestId, {
    model: name,
    cause: request.cause,
    requestId: request.requestId,
    asOf: request.asOf,
  });
}

function decide(
  ask: Ask,
  model: CompiledModel,
  adapters: Adapters,
  environment: Environment,
  now: Date,
): Promise<RetrainRequest> {
  const { registry, store } = adapters;
  return registry.transition({ kind: 'model', name: ask.model }, async (view) => {
    const champion = await championOf(view);
    const championVersion = champion?.version ?? null;
    const requestId = requestIdOf({ ...ask, championVersion });
    const items = await view.list(REQUEST_PREFIX);
    const { requests, closings } = await requestsNow(items, adapters.workflow, now);
    const existing = requests.find((request) => request.requestId === requestId);
    if (existing !== undefined && isAnswered(existing, ask)) return { unchanged: existing };
    const open = requests.find(({ status }) => status === 'accepted');
    if (open !== undefined && ATTACHED_CAUSES.has(ask.cause)) return attach(view, open, ask);
    const latest = await registry.get({ kind: 'dataset', name: model.dataset }, LATEST_KEY);
    const objects =
      latest === undefined
        ? []
        : await listVersionObjects(
            store,
            environment.LAKE_BUCKET,
            model.dataset,
            latestSchema.parse(latest.data).version,
          );
    const contests = (await view.list(CONTEST_PREFIX)).map((item) => contestSchema.parse(item.data));
    const state = modelState({ champion, requests, contests, objects });
    const policy = { ...model.retraining, minimumRows: model.training.minimumRows };
    const decision = decideRetrain(ask, state, policy);
    const item = await view.get(requestKey(requestId));
    const request: RetrainRequest = {
      requestId,
      cause: ask.cause,
      subject: ask.subject,
      asOf: ask.asOf,
      championVersion,
      requestedBy: ask.requestedBy,
      status: decision.decision === 'accept' ? 'accepted' : 'not-now',
      refusals: decision.decision === 'accept' ? [] : [...decision.refusals],
      ...(decision.decision === 'accept'
        ? { executionArn: executionArn(environment.TRAINING_MACHINE_ARN, requestId) }
        : {}),
      asks: (existing?.asks ?? 0) + 1,
      decidedAt: now.toISOString(),
    };
    const write: ItemWrite = {
      sk: requestKey(requestId),
      entity: 'retrain-request',
      expect: item === undefined ? 'absent' : { revision: item.revision },
      data: request,
    };
    return {
      writes: [...closings, write],
      event: {
        type: decision.decision === 'accept' ? 'retrain-accepted' : 'retrain-not-now',
        actor: ACTOR,
        cause: requestId,
        asOf: ask.asOf,
        after: {
          cause: ask.cause,
          subject: ask.subject,
          requestedBy: ask.requestedBy,
          refusals: request.refusals.map((refusal) => `${refusal.code}: ${refusal.explanation}`),
        },
      },
      result: request,
    };
  });
}

/**
 * A refusal stands for its moment of event time: an alarm that is delivered late or again gets the same answer. Who
 * asks as of a later moment is answered anew.
 */
function isAnswered(existing: RetrainRequest, ask: Ask): boolean {
  return existing.status !== 'not-now' || Date.parse(ask.asOf) <= Date.parse(existing.asOf);
}

/** A verdict that comes while a contest runs is answered by that contest: it joins the request. */
async function attach(view: AggregateView, open: RetrainRequest, ask: Ask) {
  const { cause, subject } = ask;
  const attached = open.attached ?? [];
  const item = await view.get(requestKey(open.requestId));
  const isKnown = attached.some((one) => one.cause === cause && one.subject === subject);
  if (isKnown || item === undefined) return { unchanged: open };
  const request: RetrainRequest = { ...open, attached: [...attached, { cause, subject }] };
  const write: ItemWrite = {
    ...{ sk: item.sk, entity: item.entity, data: request },
    expect: { revision: item.revision },
  };
  return {
    writes: [write],
    event: {
      type: 'retrain-attached',
      actor: ACTOR,
      cause: open.requestId,
      asOf: ask.asOf,
      after: { cause, subject, requestedBy: ask.requestedBy },
    },
    result: request,
  };
}

async function championOf(view: AggregateView): Promise<{ version: number; holdoutEnd: string } | undefined> {
  const alias = await view.get(aliasKey('champion'));
  if (alias === undefined) return undefined;
  const { version } = aliasSchema.parse(alias.data);
  const item = await view.get(versionKey(version));
  return item === undefined
    ? undefined
    : { version, holdoutEnd: modelVersionSchema.parse(item.data).holdoutEnd };
}

function executionArn(machineArn: string, name: string): string {
  return `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
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
      const errorName = error instanceof Error ? error.name : 'UnknownError';
      context.logger.error('message failed', { messages: group.length, errorName });
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
