import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sageMakerControl } from '#adapters/sagemaker-control';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { deploymentIdOf, standing } from '#core/deployment/deployment-record';
import { endpointName, type ReleaseFacts, versionOfVariant } from '#core/deployment/endpoint-requests';
import { UnknownVersionError } from '#core/deployment/errors';
import { type EndpointState, planRelease } from '#core/deployment/release-plan';
import { contestKey, versionKey } from '#core/registry/keys';
import { type ModelVersion, modelVersionSchema } from '#core/training/model-version';
import { contestSchema } from '#core/training/training-records';
import type { CompiledModel } from '#core/config/compiled-model';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import type { EndpointDescription, SageMakerControl } from '#ports/sagemaker';
import type { Workflow } from '#ports/workflow';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadCompiledModel } from '../../common/load-model-revision.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { readChampion, takeLease } from './take-lease.ts';

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
  const version = await readVersion(registry, input.model, input.version);
  const evaluated = await readEvaluated(registry, input);
  await takeLease(adapters, input, deploymentId, now);
  // Only who holds the lease knows who is champion: until then another deployment may move it.
  const verdict = standing(input, await readChampion(registry, input.model), evaluated);

  const config = await loadCompiledModel(store, environment.ARTIFACTS_BUCKET, version.configKey);
  const endpoint = await adapters.sageMaker.describeEndpoint(endpointName(environment.GYRE_ENV, input.model));
  const current = endpoint === undefined ? undefined : stateOf(endpoint);
  const old =
    current?.servingVersion === undefined
      ? undefined
      : await readVersion(registry, input.model, current.servingVersion);
  const facts = (of: ModelVersion) => releaseFacts(of, config, input.model, environment);
  // A person who rolls back wants it now: the version has served before, and the smoke test still judges it. One that
  // never served, because a person or a canary said no, is released like any other.
  const isReturning = input.kind === 'rollback' && version.status !== 'registered';
  const strategy = config.deployment.strategy === 'canary' && !isReturning ? 'canary' : 'all-at-once';
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
    ...verdictOf(verdict, input, endpoint),
    deploymentId,
    model: input.model,
    version: input.version,
    revision: version.revision,
    approval: {
      mode: isReturning ? 'automatic' : approval.mode,
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

/** The champion that the contest compared with: `null` when there was none, `undefined` without a contest. */
async function readEvaluated(registry: Registry, input: Input): Promise<number | null | undefined> {
  if (input.contestId === undefined) return undefined;
  const item = await registry.get({ kind: 'model', name: input.model }, contestKey(input.contestId));
  const contest = item === undefined ? undefined : contestSchema.parse(item.data);
  if (contest?.winner === input.version) return contest.championVersion;
  // What a request says is no proof: the registry decides what may be released.
  throw new UnknownVersionError('the contest did not decide for this version', {
    where: `model ${input.model}, contest ${input.contestId}`,
    received: `version ${input.version}`,
    allowed: contest?.winner === undefined ? 'no version' : `version ${contest.winner}`,
    fix: `choose what a contest decided for; gyre contest ls ${input.model} lists them`,
  });
}

type Verdict = ReturnType<typeof standing>;

/** SageMaker changes an endpoint in one of these states no more, or only by a person's hand. */
function verdictOf(verdict: Verdict, input: Input, endpoint: EndpointDescription | undefined) {
  const status = endpoint?.status ?? '';
  const isStuck = status === 'Failed' || (status === 'UpdateRollbackFailed' && input.kind !== 'rollback');
  if (verdict.proceed && !isStuck) return { proceed: true, outcome: 'promoted', reason: '' } as const;
  if (!verdict.proceed) return verdict;
  const reason = `the endpoint is ${status}: a person has to delete or mend it first`;
  return { proceed: false, outcome: 'failed', reason } as const;
}

function stateOf(endpoint: EndpointDescription): EndpointState {
  const serving = endpoint.variants.toSorted((a, b) => b.currentWeight - a.currentWeight)[0];
  const version = serving === undefined ? undefined : versionOfVariant(serving.name);
  return {
    status: endpoint.status,
    configName: endpoint.configName,
    ...(version === undefined || endpoint.status === 'Failed' ? {} : { servingVersion: version }),
    ...(serving === undefined || serving.currentInstanceCount === 0
      ? {}
      : { instanceCount: serving.currentInstanceCount }),
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
