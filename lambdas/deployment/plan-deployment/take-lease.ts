import type * as z from 'zod';
import {
  aliasSchema,
  type ChampionAlias,
  type DeploymentRecord,
  deploymentRecordSchema,
  leaseSchema,
} from '#core/deployment/deployment-record';
import { EndpointBusyError } from '#core/deployment/errors';
import { aliasKey, deploymentKey, LEASE_KEY } from '#core/registry/keys';
import type { Registry } from '#ports/registry';
import type { Workflow } from '#ports/workflow';
import type { inputSchema } from './contract.ts';

export async function readChampion(registry: Registry, model: string): Promise<ChampionAlias | undefined> {
  const item = await registry.get({ kind: 'model', name: model }, aliasKey('champion'));
  return item === undefined ? undefined : aliasSchema.parse(item.data);
}

/** The lease is freed when its deployment closes, or here, on proof that its execution has ended. Never by time. */
export async function takeLease(
  { registry, workflow }: { readonly registry: Registry; readonly workflow: Workflow },
  input: z.infer<typeof inputSchema>,
  deploymentId: string,
  now: Date,
): Promise<void> {
  await registry.transition({ kind: 'endpoint', name: input.model }, async (view) => {
    const own = await view.get(deploymentKey(deploymentId));
    const before = own === undefined ? undefined : deploymentRecordSchema.parse(own.data);
    const leaseItem = await view.get(LEASE_KEY);
    const lease = leaseItem === undefined ? undefined : leaseSchema.parse(leaseItem.data);
    const isOurs = lease?.deploymentId === deploymentId && lease.executionArn === input.executionArn;
    if (isOurs && before?.status === 'open') return { unchanged: undefined };
    if (lease !== undefined && lease.deploymentId !== '' && !isOurs) {
      const holder = await workflow.describe(lease.executionArn);
      if (holder?.status === 'RUNNING' || holder?.status === 'PENDING_REDRIVE') {
        throw new EndpointBusyError('another deployment owns the endpoint', {
          where: `endpoint of ${input.model}`,
          received: `lease of ${lease.deploymentId}`,
          fix: 'nothing: this deployment waits its turn; gyre endpoint show tells how far the other one is',
        });
      }
    }
    const champion = await readChampion(registry, input.model);
    const at = now.toISOString();
    const { executionArn, requestedBy, ...request } = input;
    // A decision that is asked for again, after its deployment was closed, is opened again.
    const record: DeploymentRecord = {
      ...request,
      deploymentId,
      executionArn,
      ...(champion === undefined ? {} : { previousVersion: champion.version }),
      status: 'open',
      startedAt: before?.startedAt ?? at,
    };
    return {
      writes: [
        {
          sk: deploymentKey(deploymentId),
          entity: 'deployment',
          expect: own === undefined ? 'absent' : { revision: own.revision },
          data: record,
        },
        {
          sk: LEASE_KEY,
          entity: 'lease',
          expect: leaseItem === undefined ? 'absent' : { revision: leaseItem.revision },
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
