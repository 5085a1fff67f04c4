import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { deploymentIdOf, deploymentRecordSchema, leaseSchema } from '#core/deployment/deployment-record';
import { deploymentKey, LEASE_KEY } from '#core/registry/keys';
import type { ItemWrite, Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/**
 * Records how a deployment ended when it did not end in a promotion, and frees the endpoint if this deployment
 * holds it. A repeat finds it closed and changes nothing.
 */
export const closeDeployment: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly registry: Registry }
> = async (input, { adapters, now }) => {
  const { failure, executionArn, ...request } = input;
  const deploymentId = deploymentIdOf(request);
  const { outcome, reason } = failure;
  const closed = { outcome, deploymentId, version: request.version, reason };
  const endpoint = { kind: 'endpoint', name: request.model } as const;
  return adapters.registry.transition(endpoint, async (view) => {
    const item = await view.get(deploymentKey(deploymentId));
    const record = item === undefined ? undefined : deploymentRecordSchema.parse(item.data);
    if (record?.status === 'closed') return { unchanged: { ...closed, outcome: record.outcome ?? outcome } };
    const leaseItem = await view.get(LEASE_KEY);
    const lease = leaseItem === undefined ? undefined : leaseSchema.parse(leaseItem.data);
    const at = now.toISOString();
    const writes: ItemWrite[] = [
      {
        sk: deploymentKey(deploymentId),
        entity: 'deployment',
        expect: item === undefined ? 'absent' : { revision: item.revision },
        data: {
          ...(record ?? {
            deploymentId,
            model: request.model,
            version: request.version,
            kind: request.kind,
            ...(request.contestId === undefined ? {} : { contestId: request.contestId }),
            cause: request.cause,
            asOf: request.asOf,
            executionArn,
            startedAt: at,
          }),
          status: 'closed',
          outcome,
          reason,
          endedAt: at,
        },
      },
      ...(lease?.deploymentId === deploymentId
        ? [
            {
              sk: LEASE_KEY,
              entity: 'lease',
              expect: 'any' as const,
              data: { deploymentId: '', executionArn: '', acquiredAt: at },
            },
          ]
        : []),
    ];
    return {
      writes,
      event: {
        type: 'deployment-closed',
        actor: 'gyre:deployment/close-deployment',
        cause: deploymentId,
        asOf: request.asOf,
        after: { outcome, reason, version: request.version },
      },
      result: closed,
    };
  });
};

export const handler = defineHandler({
  name: 'deployment/close-deployment',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({ registry: dynamoDbRegistry(environment.REGISTRY_TABLE) }),
  step: closeDeployment,
});
