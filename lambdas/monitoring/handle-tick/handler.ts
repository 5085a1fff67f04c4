import type * as z from 'zod';
import { cloudWatchMetricPublisher } from '#adapters/cloudwatch-metric-publisher';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { ssmParameters } from '#adapters/ssm-parameters';
import type { CompiledModel } from '#core/config/compiled-model';
import { type DriftWindow, dueWork, type MonitoringState } from '#core/monitoring/due-work';
import { INCIDENT_PREFIX, incidentSchema } from '#core/monitoring/incidents/incident-record';
import { newestFor } from '#core/monitoring/monitoring-records';
import {
  CURRENT_JOIN_KEY,
  currentJoinSchema,
  joinKey,
  joinRecordSchema,
  LABELS_ITEM_PREFIX,
  labelsRecordSchema,
} from '#core/serving/ground-truth-records';
import type { MetricPublisher } from '#ports/metric-publisher';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import type { Workflow } from '#ports/workflow';
import type { Step } from '../../common/define-handler.ts';
import { defineQueueHandler, type QueueMessage } from '../../common/define-queue-handler.ts';
import { loadDeployedModel } from '../../common/load-model-revision.ts';
import { listModels } from '../../common/published-revision.ts';
import { type Champion, readChampion } from '../../common/read-champion.ts';
import { digestOfKeys, listSketches } from '../../common/read-sketches.ts';
import type { Judged } from '../../common/read-judged.ts';
import { readStanding } from '../../common/read-standing.ts';
import { bodySchema, environmentSchema } from './contract.ts';
import { startSketching } from './start-sketching.ts';

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly parameters: Parameters;
  readonly workflow: Workflow;
  readonly publisher: MetricPublisher;
}
type Environment = z.infer<typeof environmentSchema>;

/**
 * The clock of all models: starts a monitoring execution where something is due as of the tick's event time. A tick
 * that comes twice finds the execution of its name; one that never came is made up for by the next.
 */
export const handleTick: Step<QueueMessage<z.infer<typeof bodySchema>>, void, Environment, Adapters> = async (
  { body, sentAt },
  { environment, adapters, logger, now },
) => {
  const asOf = body.asOf ?? sentAt.toISOString();
  const models = await listModels(adapters.parameters, environment.GYRE_ENV);
  const targets = body.target === 'platform' ? models : models.filter((model) => model === body.target);
  if (targets.length === 0) logger.warn('a tick for a model that is not deployed', { target: body.target });
  const failed: Error[] = [];
  const champions: Champion[] = [];
  for (const model of targets) {
    // One model that cannot be read must not stop the clock of the others; the message comes again for it.
    await tickModel(model).catch((error: unknown) => failed.push(asError(error)));
  }
  const places = {
    artifactsBucket: environment.ARTIFACTS_BUCKET,
    machineArn: environment.SKETCHING_MACHINE_ARN,
  };
  await startSketching(adapters, places, champions, now).catch((error: unknown) =>
    failed.push(asError(error)),
  );
  // Somebody looked: the alarm on this metric's absence tells when nobody does.
  await adapters.publisher.publish({
    name: 'Heartbeat',
    value: 1,
    dimensions: { environment: environment.GYRE_ENV },
  });
  const [first] = failed;
  if (first !== undefined) throw first;

  async function tickModel(model: string): Promise<void> {
    const deployed = await loadDeployedModel(
      adapters.parameters,
      adapters.store,
      environment.GYRE_ENV,
      model,
    );
    const champion = await readChampion(adapters.registry, model);
    if (champion !== undefined) champions.push(champion);
    const state = await readState(adapters, environment, { deployed, champion, asOf }, now);
    const due = dueWork(asOf, deployed, state);
    if (!due.join && !due.reconcile) return;
    const name = `${model}-${asOf.replaceAll(/[^0-9TZ]/g, '')}`;
    const outcome = await adapters.workflow.start(environment.MONITORING_MACHINE_ARN, name, {
      ...{ model, asOf },
      ...due,
    });
    logger.info('work is due', { model, execution: name, outcome });
  }
};

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

async function readState(
  { registry, store, workflow }: Adapters,
  environment: Environment,
  {
    deployed,
    champion,
    asOf,
  }: {
    readonly deployed: CompiledModel;
    readonly champion: Champion | undefined;
    readonly asOf: string;
  },
  now: Date,
): Promise<MonitoringState> {
  const model = deployed.name;
  const aggregate = { kind: 'model', name: model } as const;
  const labels = (await registry.list(aggregate, LABELS_ITEM_PREFIX))
    .map((item) => labelsRecordSchema.parse(item.data))
    .filter(({ status }) => status === 'waiting');
  const newLabels = labels.filter(({ joinId }) => joinId === undefined).length;
  const lastJoin = await lastJoinAsOf(registry, model);
  const common = {
    newLabels,
    waitingLabels: labels.length - newLabels,
    ...(lastJoin === undefined ? {} : { lastJoinAsOf: lastJoin }),
  };
  const facts = { model: deployed, version: champion?.alias.version ?? null, asOf, silent: [] };
  const standing = await readStanding({ registry, workflow }, facts, now);
  const state = {
    ...common,
    judgedWindows: standing.windows,
    judgedQuality: standing.quality,
    needsReconciling: standing.asks.length + standing.closings.length + standing.unstarted.length > 0,
  };
  if (champion === undefined) return state;
  const { version, asOf: since } = champion.alias;
  const isOutlived = await hasOutlivedIncident(registry, model, version, standing);
  const reopened = await reopenedWindow(store, environment.REPORTS_BUCKET, {
    ...{ model, version },
    window: newestFor(standing.windows, version),
  });
  return {
    ...state,
    needsReconciling: state.needsReconciling || isOutlived,
    champion: { version, asOf: since },
    ...(reopened === undefined ? {} : { reopened }),
  };
}

/**
 * Is an incident open about a version that serves no more? It is looked for only while the last verdict is another
 * version's: the first one of the version that serves ends such incidents anyway.
 */
async function hasOutlivedIncident(
  registry: Registry,
  model: string,
  version: number,
  { windows, quality }: Judged,
): Promise<boolean> {
  const last = [...windows, ...quality].toSorted((a, b) => (a.judgedAt < b.judgedAt ? -1 : 1)).at(-1);
  if (last === undefined || last.version === version) return false;
  const items = await registry.list({ kind: 'model', name: model }, INCIDENT_PREFIX);
  const incidents = items.map((item) => incidentSchema.parse(item.data));
  return incidents.some((incident) => incident.status !== 'closed' && incident.version !== version);
}

async function lastJoinAsOf(registry: Registry, model: string): Promise<string | undefined> {
  const aggregate = { kind: 'model', name: model } as const;
  const current = await registry.get(aggregate, CURRENT_JOIN_KEY);
  if (current === undefined) return undefined;
  const join = await registry.get(aggregate, joinKey(currentJoinSchema.parse(current.data).joinId));
  if (join === undefined) return undefined;
  const { status, asOf } = joinRecordSchema.parse(join.data);
  // One that was begun and not ended is due again.
  return status === 'joined' ? asOf : undefined;
}

/** The newest judged window of the champion, when sketches have come since it was judged. */
async function reopenedWindow(
  store: ObjectStore,
  bucket: string,
  facts: {
    readonly model: string;
    readonly version: number;
    readonly window: (DriftWindow & { readonly sketchDigest: string }) | undefined;
  },
): Promise<DriftWindow | undefined> {
  const { model, version, window } = facts;
  if (window === undefined) return undefined;
  const { start, end } = window;
  const keys = await listSketches(store, bucket, { model, version, start, end });
  return digestOfKeys(keys) === window.sketchDigest ? undefined : { start, end };
}

export const handler = defineQueueHandler({
  name: 'monitoring/handle-tick',
  body: bodySchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    parameters: ssmParameters,
    workflow: sfnWorkflow,
    publisher: cloudWatchMetricPublisher,
  }),
  step: handleTick,
});
