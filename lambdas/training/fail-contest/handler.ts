import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { identify } from '#core/registry/identify';
import { contestKey } from '#core/registry/keys';
import { failureOf } from '#core/training/failure-of';
import type { Registry } from '#ports/registry';
import { decideContest } from '../../common/decide-contest.ts';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/** Records that a contest could not be held, and why. The champion keeps serving. A repeat finds it recorded. */
export const failContest: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly registry: Registry }
> = async ({ request, errorName, cause }, { adapters, now }) => {
  const contestId = identify('ct', { model: request.model, request: request.requestId, asOf: request.asOf });
  const reasons = [failureOf(errorName, cause)];
  const aggregate = { kind: 'model', name: request.model } as const;
  const opened = await adapters.registry.get(aggregate, contestKey(contestId));
  if (opened === undefined) {
    // It failed before the contest was opened: the ledger still says that it was asked for.
    await adapters.registry.transition(aggregate, () =>
      Promise.resolve({
        writes: [],
        event: {
          type: 'contest-failed',
          actor: 'gyre:training/fail-contest',
          cause: request.requestId,
          asOf: request.asOf,
          after: { contestId, errorName, reasons },
        },
        result: undefined,
      }),
    );
  } else {
    await decideContest(
      adapters.registry,
      {
        ...{ model: request.model, contestId },
        actor: 'gyre:training/fail-contest',
        eventType: 'contest-failed',
        change: { status: 'failed', outcome: 'failed', reasons },
      },
      now,
    );
  }
  return { outcome: 'failed', contestId, version: null, reasons };
};

export const handler = defineHandler({
  name: 'training/fail-contest',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({ registry: dynamoDbRegistry(environment.REGISTRY_TABLE) }),
  step: failContest,
});
