import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sageMakerControl } from '#adapters/sagemaker-control';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import {
  aliasSchema,
  type ChampionAlias,
  type DeploymentRecord,
  deploymentIdOf,
  deploymentRecordSchema,
  leaseSchema,
  standing,
} from '#core/deployment/deployment-record';
import { endpointName, type ReleaseFacts, versionOfVariant } from '#core/deployment/endpoint-requests';
import { EndpointBusyError, UnknownVersionError } from '#core/deployment/errors';
import { type EndpointState, planRelease } from '#core/deployment/release-plan';
import { aliasKey, contestKey, deploymentKey, LEASE_KEY, versionKey } from '#core/registry/keys';
import { contestSchema, type ModelVersion, modelVersionSchema } from '#core/training/training-records';
import type { CompiledModel } from '#core/config/compiled-model';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import type { EndpointDescription, SageMakerControl } from '#ports/sagemaker';
import type { Workflow } from '#ports/workflow';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadCompiledModel } from '../../common/load-model-revision.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly sageMaker: SageMakerControl;
  readonly workflow: Workflow;
}

type Environment = z.infer<typeof environmentSchema>;
type Input = z.infer<typeof inputSchema>;

/** Half an hour of looking: a container that crashes takes 25 minutes to fail on AWS. */
const SETTLE_SECONDS = 2700;

/**
 * Takes the endpoint's lease and decides every request of the release, from registry and endpoint.
 * A repeat finds its own lease and record, and plans the same release.
 */
export const planDeployment: Step<Input, z.infer<typeof outputSchema>, Environment, Adapters> = async (
  input,
  { environment, adapters, now },
) => {
  const { registry, store } = adapters;
  const deploymentId = deploymentIdOf(input);
  const model = { kind: 'model', name: input.model } as const;
  const version = await readVersion(registry, input.model, input.version);
  const aliasItem = await registry.get(model, aliasKey('champion'));
  const champion = aliasItem === undefined ? undefined : aliasSchema.parse(aliasItem.data);
  const contestItem =
    input.contestId === undefined ? undefined : await registry.get(model, contestKey(input.contestId));
  const evaluated =
    contestItem === undefined ? undefined : contestSchema.parse(contestItem.data).championVersion;
  const verdict = standing(input, champion, evaluated);
  await takeLease(adapters, input, deploymentId, champion, now);

  const config = await loadCompiledModel(store, environment.ARTIFACTS_BUCKET, version.configKey);
  const endpoint = await adapters.sageMaker.describeEndpoint(endpointName(environment.GYRE_ENV, input.model));
  const current = endpoint === undefined ? undefined : stateOf(endpoint);
  const old =
    current?.servingVersion === undefined
      ? undefined
      : await readVersion(registry, input.model, current.servingVersion);
  const facts = (of: ModelVersion) => releaseFacts(of, config, input.model, environment);
  // A person who rolls back wants it now: the version has served before, and the smoke test still judges it.
  const strategy =
    config.deployment.strategy === 'canary' && input.kind !== 'rollback' ? 'canary' : 'all-at-once';
  const release = planRelease(
    facts(version),
    {
      ...(current === undefined ? {} : { endpoint: current }),
      ...(old === undefined ? {} : { facts: facts(old) }),
    },
    strategy,
    config.deployment.canaryPercent,
  );
  const { approval, bake, rollback } = config.deployment;
  const contest = input.contestId ?? version.contestId;
  const folder = `models/${input.model}/contests/${contest}`;
  return {
    proceed: verdict.proceed,
    outcome: verdict.proceed ? 'promoted' : verdict.outcome,
    reason: verdict.proceed ? '' : verdict.reason,
    deploymentId,
    model: input.model,
    version: input.version,
    revision: version.revision,
    approval: {
      mode: input.kind === 'rollback' ? 'automatic' : approval.mode,
      timeoutSeconds: approval.expiresAfterHours * 3600,
    },
    pollSeconds: bake.pollSeconds,
    maximumPolls: Math.ceil(SETTLE_SECONDS / bake.pollSeconds),
    bake: { minimumRecords: bake.minimumRecords, maximumMinutes: bake.maximumMinutes },
    identityTolerance: rollback.identityTolerance,
    goldenKey: `${folder}/golden/${contenderOf(version, contest)}.json`,
    policyKey: `${folder}/release-policy/${contenderOf(version, contest)}.json`,
    captureDestination: facts(version).capture?.destinationUri ?? '',
    release,
  };
};

/** In the contest that made it a version stood under its candidate id, in later ones under its variant name. */
function contenderOf(version: ModelVersion, contestId: string): string {
  return version.contestId === contestId ? version.candidateId : `v${version.version}`;
}

async function readVersion(registry: Registry, model: string, number: number): Promise<ModelVersion> {
  const item = await registry.get({ kind: 'model', name: model }, versionKey(number));
  if (item !== undefined) return modelVersionSchema.parse(item.data);
  throw new UnknownVersionError('there is no such version', {
    where: `model ${model}`,
    received: `version ${number}`,
    fix: `choose a registered version; gyre model show ${model} lists them`,
  });
}

/** The lease is freed when its deployment closes, or here, on proof that its execution has ended. Never by time. */
async function takeLease(
  { registry, workflow }: Adapters,
  input: Input,
  deploymentId: string,
  champion: ChampionAlias | undefined,
  now: Date,
): Promise<void> {
  await registry.transition({ kind: 'endpoint', name: input.model }, async (view) => {
    const own = await view.get(deploymentKey(deploymentId));
    const leaseItem = await view.get(LEASE_KEY);
    const lease = leaseItem === undefined ? undefined : leaseSchema.parse(leaseItem.data);
    if (lease !== undefined && lease.deploymentId !== '' && lease.deploymentId !== deploymentId) {
      const holder = await workflow.describe(lease.executionArn);
      if (holder?.status === 'RUNNING' || holder?.status === 'PENDING_REDRIVE') {
        throw new EndpointBusyError('another deployment owns the endpoint', {
          where: `endpoint of ${input.model}`,
          received: `lease of ${lease.deploymentId}`,
          fix: 'nothing: this deployment waits its turn; gyre endpoint show tells how far the other one is',
        });
      }
    }
    if (own !== undefined && lease?.deploymentId === deploymentId) return { unchanged: undefined };
    const at = now.toISOString();
    const { executionArn, requestedBy, ...request } = input;
    const record: DeploymentRecord = {
      ...request,
      deploymentId,
      executionArn,
      ...(champion === undefined ? {} : { previousVersion: champion.version }),
      status: 'open',
      startedAt: at,
    };
    return {
      writes: [
        {
          sk: deploymentKey(deploymentId),
          entity: 'deployment',
          expect: own === undefined ? 'absent' : { revision: own.revision },
          data: own === undefined ? record : { ...deploymentRecordSchema.parse(own.data), executionArn },
        },
        {
          sk: LEASE_KEY,
          entity: 'lease',
          expect: 'any',
          data: { deploymentId, executionArn, acquiredAt: at },
        },
      ],
      event: {
        type: 'deployment-opened',
        actor: requestedBy,
        cause: input.cause,
        asOf: input.asOf,
        after: { deploymentId, version: input.version, kind: input.kind },
      },
      result: undefined,
    };
  });
}

function stateOf(endpoint: EndpointDescription): EndpointState {
  const serving = endpoint.variants.toSorted((a, b) => b.currentWeight - a.currentWeight)[0];
  const version = serving === undefined ? undefined : versionOfVariant(serving.name);
  return {
    status: endpoint.status,
    configName: endpoint.configName,
    ...(version === undefined || endpoint.status === 'Failed' ? {} : { servingVersion: version }),
    ...(serving === undefined ? {} : { instanceCount: serving.currentInstanceCount }),
  };
}

function releaseFacts(
  version: ModelVersion,
  config: CompiledModel,
  model: string,
  environment: Environment,
): ReleaseFacts {
  return {
    environment: environment.GYRE_ENV,
    model,
    image: version.image,
    artifactUri: `s3://${environment.ARTIFACTS_BUCKET}/${version.artifactKey}`,
    artifactSha256: version.artifactSha256,
    roleArn: version.jobRoleArn,
    version: version.version,
    instanceType: config.deployment.instanceType,
    instanceCount: config.deployment.instanceCount,
    kmsKeyArn: environment.DATA_KEY_ARN,
    ...(config.serving.capture === 'native'
      ? {
          capture: {
            destinationUri: `s3://${environment.CAPTURE_BUCKET}`,
            kmsKeyArn: environment.DATA_KEY_ARN,
          },
        }
      : {}),
  };
}

export const handler = defineHandler({
  name: 'deployment/plan-deployment',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    sageMaker: sageMakerControl,
    workflow: sfnWorkflow,
  }),
  step: planDeployment,
});
