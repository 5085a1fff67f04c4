import { type CompiledModel, compiledModelSchema } from '#core/config/compiled-model';
import type { DeploymentRequest } from '#core/deployment/deployment-record';
import {
  type ChampionAlias,
  type DeploymentRecord,
  deploymentRecordSchema,
  type Lease,
  leaseSchema,
} from '#core/deployment/deployment-record';
import { aliasKey, contestKey, deploymentKey, LEASE_KEY, versionKey } from '#core/registry/keys';
import type { ModelVersion } from '#core/training/model-version';
import type { ContestRecord } from '#core/training/training-records';
import * as close from '#lambdas/deployment/close-deployment/contract';
import { closeDeployment } from '#lambdas/deployment/close-deployment/handler';
import * as plan from '#lambdas/deployment/plan-deployment/contract';
import { planDeployment } from '#lambdas/deployment/plan-deployment/handler';
import * as promote from '#lambdas/deployment/promote-version/contract';
import { promoteVersion } from '#lambdas/deployment/promote-version/handler';
import type { ItemWrite } from '#ports/registry';
import type { EndpointDescription, SageMakerControl } from '#ports/sagemaker';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { memoryWorkflow } from '#test/fakes/memory-workflow';
import { fakeContext } from '#test/fakes/step-context';

export const MODEL = 'air-time';
const NOW = new Date('2024-05-10T00:00:00Z');

export const environment = {
  GYRE_ENV: 'test',
  REGISTRY_TABLE: 'registry',
  ARTIFACTS_BUCKET: 'artifacts',
  CAPTURE_BUCKET: 'capture',
  DATA_KEY_ARN: 'arn:key',
};

export function compiledModel(change: Readonly<Record<string, unknown>> = {}): CompiledModel {
  return compiledModelSchema.parse({
    ...{
      name: MODEL,
      owner: 'operations',
      risk: 'low',
      problem: 'regression',
      objective: 'minutes in the air',
    },
    ...{
      dataset: 'flights',
      label: 'air_time',
      features: ['distance', 'temp'],
      key: ['id'],
      eventTime: 'at',
    },
    evaluation: { metric: 'rmse' },
    deployment: { approval: { mode: 'automatic' } },
    ...change,
  });
}

export function modelVersion(version: number, status: ModelVersion['status'] = 'registered'): ModelVersion {
  return {
    ...{
      version,
      candidateId: `c-${version}`,
      contestId: `ct-${version}`,
      revision: 'r1',
      configKey: 'model.json',
    },
    ...{
      image: 'xgboost:1',
      jobRoleArn: 'arn:role',
      artifactKey: `v${version}.tar.gz`,
      artifactSha256: `sha${version}`,
    },
    ...{
      datasetVersion: version,
      trainRows: 1000,
      trainStart: '2024-01-01T00:00:00Z',
      trainEnd: '2024-04-01T00:00:00Z',
    },
    ...{ holdoutEnd: '2024-05-01T00:00:00Z', featuresHash: 'f' },
    promised: { metric: 'rmse', value: 10, low: 9, high: 11 },
    status,
    registeredAt: '2024-05-01T00:00:00Z',
  };
}

/** The contest that decided for a version, against the champion of its time. */
export function decidedContest(version: number, championVersion: number | null): ContestRecord {
  return {
    ...{
      contestId: `ct-${version}`,
      candidateId: `c-${version}`,
      requestId: `rr-${version}`,
      cause: 'manual',
    },
    ...{ asOf: '2024-05-01T00:00:00Z', revision: 'r1', datasetVersion: 1, championVersion },
    ...{ status: 'decided', outcome: 'promoted', winner: version, openedAt: '2024-05-01T00:00:00Z' },
  };
}

export function endpointOf(
  change: Partial<EndpointDescription> & { readonly weights: Readonly<Record<string, number>> },
): EndpointDescription {
  const { weights, ...rest } = change;
  return {
    ...{ status: 'InService', configName: 'config-1', hasPendingDeployment: false, captureEnabled: false },
    variants: Object.entries(weights).map(([name, weight]) => ({
      ...{ name, currentWeight: weight, desiredWeight: weight, images: [`${name}@sha256:1`] },
      ...{ currentInstanceCount: 2, desiredInstanceCount: 2 },
    })),
    ...rest,
  };
}

/** The deployment room in memory: a registry with versions, an endpoint, executions. */
export function deploymentRoom(model: CompiledModel = compiledModel()) {
  const registry = memoryRegistry(() => NOW);
  const store = memoryObjectStore(() => NOW);
  const workflow = memoryWorkflow();
  const aws: { endpoint: EndpointDescription | undefined } = { endpoint: undefined };
  const sageMaker: SageMakerControl = {
    describeEndpoint: async () => aws.endpoint,
    describeTrainingJob: async () => undefined,
    describeTransformJob: async () => undefined,
    listNames: async function* () {
      // no name: clean-up has tests of its own
    },
    delete: async () => undefined,
  };
  const context = fakeContext({ environment, adapters: { registry, store, workflow, sageMaker }, now: NOW });
  const ready = store.write(
    { bucket: 'artifacts', key: 'model.json' },
    JSON.stringify(model),
    'application/json',
  );

  const put = async (
    kind: 'model' | 'endpoint',
    ...writes: readonly Omit<ItemWrite, 'expect'>[]
  ): Promise<void> => {
    await registry.transition({ kind, name: MODEL }, async () => ({
      writes: writes.map((write) => ({ ...write, expect: 'any' })),
      event: { type: 'contest-opened', actor: 'test', cause: 'set up' },
      result: undefined,
    }));
  };
  const register = async (version: ModelVersion, championVersion: number | null = null): Promise<void> =>
    put(
      'model',
      { sk: versionKey(version.version), entity: 'model-version', data: { ...version } },
      {
        sk: contestKey(version.contestId),
        entity: 'contest',
        data: { ...decidedContest(version.version, championVersion) },
      },
    );
  const enthrone = async (version: number, asOf = '2024-04-01T00:00:00Z'): Promise<void> => {
    const alias: ChampionAlias = {
      version,
      deploymentId: 'dp-old',
      asOf,
      configName: 'config-1',
      since: asOf,
    };
    await put('model', { sk: aliasKey('champion'), entity: 'alias', data: { ...alias } });
  };

  const requestOf = (version: number, change: Partial<DeploymentRequest> = {}): DeploymentRequest => ({
    ...{ model: MODEL, version, kind: 'release', contestId: `ct-${version}`, cause: `ct-${version}` },
    ...{ asOf: '2024-05-01T00:00:00Z', requestedBy: 'gyre:training' },
    ...change,
  });
  /** One execution: its ARN is running until somebody says otherwise. */
  const planned = async (request: DeploymentRequest, executionArn = `arn:execution:${request.cause}`) => {
    await ready;
    if (!workflow.executions.has(executionArn)) workflow.executions.set(executionArn, { status: 'RUNNING' });
    const input = plan.inputSchema.parse({ ...request, executionArn });
    return plan.outputSchema.parse(await planDeployment(input, context));
  };
  const promoted = async (planned_: Awaited<ReturnType<typeof planned>>) => {
    const input = promote.inputSchema.parse({
      ...{ deploymentId: planned_.deploymentId, model: MODEL, version: planned_.version },
      ...{
        endpointName: planned_.release.endpointName,
        configName: planned_.release.finalConfig.EndpointConfigName,
      },
      imageDigests: ['sha256:1'],
    });
    return promote.outputSchema.parse(await promoteVersion(input, context));
  };
  const closed = async (
    request: DeploymentRequest,
    outcome = 'rolled-back',
    executionArn = `arn:execution:${request.cause}`,
  ) => {
    const input = close.inputSchema.parse({
      ...request,
      executionArn,
      failure: { outcome, reason: 'because' },
    });
    return close.outputSchema.parse(await closeDeployment(input, context));
  };

  const leaseOf = async (): Promise<Lease | undefined> => {
    const item = await registry.get({ kind: 'endpoint', name: MODEL }, LEASE_KEY);
    return item === undefined ? undefined : leaseSchema.parse(item.data);
  };
  const deploymentOf = async (deploymentId: string): Promise<DeploymentRecord> => {
    const item = await registry.get({ kind: 'endpoint', name: MODEL }, deploymentKey(deploymentId));
    return deploymentRecordSchema.parse(item?.data);
  };
  const statusOf = async (version: number): Promise<unknown> =>
    (await registry.get({ kind: 'model', name: MODEL }, versionKey(version)))?.data['status'];
  const championOf = async (): Promise<unknown> =>
    (await registry.get({ kind: 'model', name: MODEL }, aliasKey('champion')))?.data['version'];

  return {
    ...{ registry, store, workflow, aws, context, put, register, enthrone, requestOf },
    ...{ planned, promoted, closed, leaseOf, deploymentOf, statusOf, championOf },
  };
}
