import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { ssmParameters } from '#adapters/ssm-parameters';
import type { CompiledModel } from '#core/config/compiled-model';
import { latestSchema } from '#core/data/upload-outcome';
import { aliasSchema } from '#core/deployment/deployment-record';
import { identify } from '#core/registry/identify';
import { aliasKey, LATEST_KEY, requestKey, versionKey } from '#core/registry/keys';
import { type Cause, decideRetrain } from '#core/retraining/governor';
import { dayAfter, modelState } from '#core/retraining/model-state';
import { type RetrainRequest, retrainRequestSchema } from '#core/retraining/retrain-records';
import { contestSchema, modelVersionSchema } from '#core/training/training-records';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { AggregateView, ItemWrite, Registry } from '#ports/registry';
import type { Workflow } from '#ports/workflow';
import { listVersionObjects } from '../../common/dataset-reader.ts';
import type { Step } from '../../common/define-handler.ts';
import { defineQueueHandler, type QueueMessage } from '../../common/define-queue-handler.ts';
import { listModels, loadDeployedModel } from '../../common/load-model-revision.ts';
import { bodySchema, environmentSchema } from './contract.ts';

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly parameters: Parameters;
  readonly workflow: Workflow;
}

type Environment = z.infer<typeof environmentSchema>;

interface Ask {
  readonly model: string;
  readonly cause: Cause;
  readonly asOf: string;
  readonly subject: string;
  readonly requestedBy: string;
}

const ACTOR = 'gyre:retraining/decide-request';
const REQUEST_PREFIX = 'REQUEST#';
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
> = async ({ body }, { environment, adapters, now, logger }) => {
  const { parameters, store } = adapters;
  for (const name of await listModels(parameters, environment.GYRE_ENV)) {
    if (body.kind === 'ask' && body.model !== name) continue;
    const model = await loadDeployedModel(parameters, store, environment.GYRE_ENV, name);
    const ask =
      body.kind === 'ask' ? body : askOfData(body, model, await hasChampion(adapters.registry, name));
    if (ask === undefined) continue;
    const request = await decide(ask, model, adapters, environment, now);
    logger.info('decided', { model: name, requestId: request.requestId, status: request.status });
    if (request.status !== 'accepted') continue;
    await adapters.workflow.start(environment.TRAINING_MACHINE_ARN, request.requestId, {
      model: name,
      cause: request.cause,
      requestId: request.requestId,
      asOf: request.asOf,
    });
  }
};

/** New data asks for the first contest while there is no champion, and later where model.yaml says so. */
function askOfData(
  body: Extract<z.infer<typeof bodySchema>, { kind: 'new-data' }>,
  model: CompiledModel,
  isServed: boolean,
): Ask | undefined {
  if (body.dataset !== model.dataset) return undefined;
  if (isServed && !model.retraining.triggers.includes('new-data')) return undefined;
  return {
    model: model.name,
    cause: isServed ? 'new-data' : 'first',
    asOf: dayAfter(body.asOf),
    subject: `${body.dataset} version ${body.version}`,
    requestedBy: 'gyre:data/commit-dataset',
  };
}

async function hasChampion(registry: Registry, model: string): Promise<boolean> {
  return (await registry.get({ kind: 'model', name: model }, aliasKey('champion'))) !== undefined;
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
    const champion = await readChampion(view);
    const championVersion = champion?.version ?? null;
    const requestId = identify('rr', {
      model: ask.model,
      championVersion,
      cause: ask.cause,
      subject: ask.subject,
    });
    const ended = await endedRequests(view, adapters.workflow, now);
    const stored = (await view.list(REQUEST_PREFIX)).map((item) => retrainRequestSchema.parse(item.data));
    const requests = stored.map((request) => ended.get(request.requestId)?.request ?? request);
    const existing = requests.find((request) => request.requestId === requestId);
    if (existing !== undefined && existing.status !== 'not-now') return { unchanged: existing };
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
      writes: [...[...ended.values()].map(({ write: closing }) => closing), write],
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

async function readChampion(
  view: AggregateView,
): Promise<{ version: number; holdoutEnd: string } | undefined> {
  const alias = await view.get(aliasKey('champion'));
  if (alias === undefined) return undefined;
  const { version } = aliasSchema.parse(alias.data);
  const item = await view.get(versionKey(version));
  return item === undefined
    ? undefined
    : { version, holdoutEnd: modelVersionSchema.parse(item.data).holdoutEnd };
}

/** Accepted requests whose execution has ended: freed on that proof, never by time. */
async function endedRequests(view: AggregateView, workflow: Workflow, now: Date) {
  const ended = new Map<string, { readonly request: RetrainRequest; readonly write: ItemWrite }>();
  for (const item of await view.list(REQUEST_PREFIX)) {
    const request = retrainRequestSchema.parse(item.data);
    if (request.status !== 'accepted' || request.executionArn === undefined) continue;
    const execution = await workflow.describe(request.executionArn);
    // No such execution yet: the start is still to come, by this message or its repeat.
    if (execution === undefined || execution.status === 'RUNNING' || execution.status === 'PENDING_REDRIVE')
      continue;
    const closed: RetrainRequest = {
      ...request,
      status: 'ended',
      outcome: outcomeOf(execution.output),
      decidedAt: now.toISOString(),
    };
    const write: ItemWrite = {
      sk: item.sk,
      entity: item.entity,
      expect: { revision: item.revision },
      data: closed,
    };
    ended.set(request.requestId, { request: closed, write });
  }
  return ended;
}

function outcomeOf(output: unknown): string {
  const outcome =
    typeof output === 'object' && output !== null ? (output as { outcome?: unknown }).outcome : undefined;
  return typeof outcome === 'string' ? outcome : 'failed';
}

function executionArn(machineArn: string, name: string): string {
  return `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

export const handler = defineQueueHandler({
  name: 'retraining/decide-request',
  body: bodySchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    parameters: ssmParameters,
    workflow: sfnWorkflow,
  }),
  step: decideRequest,
});
