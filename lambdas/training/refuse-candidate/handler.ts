import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import type { Registry } from '#ports/registry';
import { decideContest } from '../../common/decide-contest.ts';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/** Records that the champion stays, and why. A repeat finds it recorded. */
export const refuseCandidate: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly registry: Registry }
> = async ({ model, contestId, outcome, evidenceKey, decisionKey, reasons }, { adapters, now }) => {
  const contest = await decideContest(
    adapters.registry,
    {
      ...{ model, contestId },
      actor: 'gyre:training/refuse-candidate',
      eventType: { kept: 'champion-kept', refused: 'candidate-refused', 'not-now': 'contest-postponed' }[
        outcome
      ],
      change: {
        ...{ status: 'decided', outcome, reasons },
        ...(evidenceKey === '' ? {} : { evidenceKey }),
        ...(decisionKey === '' ? {} : { decisionKey }),
      },
    },
    now,
  );
  return { outcome: contest.outcome ?? outcome, contestId, version: contest.winner ?? null, reasons };
};

export const handler = defineHandler({
  name: 'training/refuse-candidate',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({ registry: dynamoDbRegistry(environment.REGISTRY_TABLE) }),
  step: refuseCandidate,
});
