import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { aliasSchema, deploymentRecordSchema, leaseSchema } from '#core/deployment/deployment-record';
import { DeploymentClosedError, UnknownVersionError } from '#core/deployment/errors';
import { aliasKey, deploymentKey, LEASE_KEY, versionKey } from '#core/registry/keys';
import type { ItemWrite, Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

const ACTOR = 'gyre:deployment/promote-version';

/**
 * Moves the alias `champion`, closes the deployment and frees the endpoint, in one transaction over model and
 * endpoint. A repeat finds the deployment closed and changes nothing.
 */
export const promoteVersion: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly registry: Registry }
> = async (input, { adapters, now }) => {
  const model = { kind: 'model', name: input.model } as const;
  const endpoint = { kind: 'endpoint', name: input.model } as const;
  const promoted = { outcome: 'promoted', deploymentId: input.deploymentId, version: input.version } as const;
  const { registry } = adapters;
  return registry.transition(model, async (view) => {
    const deploymentItem = await registry.get(endpoint, deploymentKey(input.deploymentId));
    const version = await view.get(versionKey(input.version));
    if (deploymentItem === undefined || version === undefined) {
      throw new UnknownVersionError('there is nothing to promote', {
        where: `${input.model} version ${input.version}, deployment ${input.deploymentId}`,
        fix: 'start a deployment of a registered version; gyre model show lists them',
      });
    }
    const deployment = deploymentRecordSchema.parse(deploymentItem.data);
    if (deployment.status === 'closed' && deployment.outcome === 'promoted') return { unchanged: promoted };
    const leaseItem = await registry.get(endpoint, LEASE_KEY);
    const lease = leaseItem === undefined ? undefined : leaseSchema.parse(leaseItem.data);
    if (deployment.status === 'closed' || lease?.deploymentId !== input.deploymentId) {
      throw new DeploymentClosedError('this deployment owns the endpoint no more', {
        where: `${input.model}, deployment ${input.deploymentId}`,
        received: `deployment ${deployment.status}, lease of ${lease?.deploymentId ?? 'nobody'}`,
        allowed: 'an open deployment that holds the lease',
        fix: 'nothing: whoever holds the lease decides what serves; gyre endpoint show tells who that is',
      });
    }
    const aliasItem = await view.get(aliasKey('champion'));
    const before = aliasItem === undefined ? undefined : aliasSchema.parse(aliasItem.data);
    const at = now.toISOString();
    const former =
      before === undefined || before.version === input.version
        ? undefined
        : await view.get(versionKey(before.version));
    const writes: ItemWrite[] = [
      {
        sk: aliasKey('champion'),
        entity: 'alias',
        expect: aliasItem === undefined ? 'absent' : { revision: aliasItem.revision },
        data: {
          version: input.version,
          deploymentId: input.deploymentId,
          ...(deployment.contestId === undefined ? {} : { contestId: deployment.contestId }),
          asOf: deployment.asOf,
          configName: input.configName,
          since: at,
        },
      },
      {
        sk: versionKey(input.version),
        entity: version.entity,
        expect: { revision: version.revision },
        data: { ...version.data, status: 'champion' },
      },
      ...(former === undefined
        ? []
        : [
            {
              sk: former.sk,
              entity: former.entity,
              expect: { revision: former.revision },
              data: { ...former.data, status: 'former-champion' },
            },
          ]),
    ];
    return {
      writes,
      event: {
        type: deployment.kind === 'release' ? 'model-version-promoted' : 'model-version-restored',
        actor: ACTOR,
        cause: deployment.contestId ?? deployment.cause,
        asOf: deployment.asOf,
        ...(before === undefined ? {} : { before: { champion: before.version } }),
        after: {
          champion: input.version,
          deploymentId: input.deploymentId,
          imageDigests: input.imageDigests,
        },
      },
      also: {
        aggregate: endpoint,
        writes: [
          {
            sk: deploymentKey(input.deploymentId),
            entity: 'deployment',
            expect: { revision: deploymentItem.revision },
            data: { ...deploymentItem.data, status: 'closed', outcome: 'promoted', endedAt: at },
          },
          {
            sk: LEASE_KEY,
            entity: 'lease',
            expect: { revision: leaseItem?.revision ?? 0 },
            data: { deploymentId: '', executionArn: '', acquiredAt: at },
          },
        ],
        event: {
          type: 'deployment-closed',
          actor: ACTOR,
          cause: input.deploymentId,
          asOf: deployment.asOf,
          after: { outcome: 'promoted', version: input.version, configName: input.configName },
        },
      },
      result: promoted,
    };
  });
};

export const handler = defineHandler({
  name: 'deployment/promote-version',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({ registry: dynamoDbRegistry(environment.REGISTRY_TABLE) }),
  step: promoteVersion,
});
