import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { approvalKey } from '#core/registry/keys';
import type { Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/**
 * Opens an approval that a person answers. The task token is stored in the encrypted registry and never in a link.
 * A repeat replaces the token of the same deployment's open approval: the newest token is the one that is waited for.
 */
export const requestApproval: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly registry: Registry }
> = async (input, { adapters, now }) => {
  const key = approvalKey(input.deploymentId);
  await adapters.registry.transition({ kind: 'model', name: input.model }, () =>
    Promise.resolve({
      writes: [
        {
          sk: key,
          entity: 'approval',
          expect: 'any' as const,
          data: {
            deploymentId: input.deploymentId,
            version: input.version,
            revision: input.revision,
            status: 'open',
            taskToken: input.taskToken,
            requestedAt: now.toISOString(),
            expiresAt: new Date(now.getTime() + input.expiresSeconds * 1000).toISOString(),
          },
        },
      ],
      event: {
        type: 'approval-requested',
        actor: 'gyre:deployment/request-approval',
        cause: input.deploymentId,
        after: { version: input.version, revision: input.revision },
      },
      result: undefined,
    }),
  );
  return { approvalKey: key };
};

export const handler = defineHandler({
  name: 'deployment/request-approval',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({ registry: dynamoDbRegistry(environment.REGISTRY_TABLE) }),
  step: requestApproval,
});
