import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { variantName } from '#core/deployment/endpoint-requests';
import { aliasKey, versionKey } from '#core/registry/keys';
import { contestClosed, requireSameChampion } from '#core/training/champion-of-contest';
import { ContestNotFoundError } from '#core/training/errors';
import { evidenceDocumentSchema } from '#core/training/evidence-document';
import { modelVersionSchema } from '#core/training/model-version';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { decideContest } from '../../common/decide-contest.ts';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/**
 * Records that a former champion won. What it promises from now on is what it showed in this contest; its baseline
 * stays its own. A repeat finds the contest decided.
 * @throws StaleChampionError when another version serves than the one it was compared with
 */
export const restoreFormerChampion: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly registry: Registry; readonly store: ObjectStore }
> = async (
  { model, contestId, winnerVersion, evidenceKey, decisionKey, reasons },
  { environment, adapters, now },
) => {
  const text = await adapters.store.readText({ bucket: environment.ARTIFACTS_BUCKET, key: evidenceKey });
  const {
    contest: pinned,
    evidence,
    frozen,
  } = parseContract(evidenceDocumentSchema, JSON.parse(text), evidenceKey);
  const shown = evidence.contenders.find(
    ({ contender }) => contender === variantName(winnerVersion),
  )?.primary;
  const contest = await decideContest(
    adapters.registry,
    {
      ...{ model, contestId },
      actor: 'gyre:training/restore-former-champion',
      eventType: 'former-champion-won',
      change: {
        status: 'decided',
        outcome: 'restored',
        winner: winnerVersion,
        evidenceKey,
        decisionKey,
        reasons,
      },
      more: async (get) => {
        requireSameChampion(model, pinned, await get(aliasKey('champion')));
        const item = await get(versionKey(winnerVersion));
        if (item === undefined || shown === undefined) {
          throw new ContestNotFoundError('the version that won is not there', {
            where: `${model} ${contestId}`,
            received: variantName(winnerVersion),
            fix: 'look at the contest with gyre contest show: its winner must be a registered version',
          });
        }
        const version = modelVersionSchema.parse(item.data);
        const promised = { metric: evidence.metric, ...shown };
        const data = { ...version, promised, holdoutEnd: frozen.holdoutEnd };
        return [{ sk: item.sk, entity: item.entity, expect: { revision: item.revision }, data }];
      },
    },
    now,
  );
  if (contest.outcome !== 'restored') throw contestClosed(model, contest, 'restored');
  return { outcome: 'restored', contestId, version: contest.winner ?? winnerVersion, reasons };
};

export const handler = defineHandler({
  name: 'training/restore-former-champion',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
  }),
  step: restoreFormerChampion,
});
