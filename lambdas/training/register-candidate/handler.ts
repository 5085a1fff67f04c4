import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { aliasKey, contestKey, VERSION_PREFIX, versionKey } from '#core/registry/keys';
import { contestClosed, requireSameChampion } from '#core/training/champion-of-contest';
import { ContestNotFoundError } from '#core/training/errors';
import { evidenceDocumentSchema } from '#core/training/evidence-document';
import { type ModelVersion, modelVersionSchema } from '#core/training/model-version';
import { contestSchema } from '#core/training/training-records';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/**
 * Gives the winning candidate, or the champion that was recalibrated, its version number: 1..n without gap, whoever else
 * registers at the same time. A repeat finds the contest decided and answers with the same version.
 */
export const registerCandidate: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly registry: Registry; readonly store: ObjectStore }
> = async (input, { environment, adapters, now }) => {
  const key = { bucket: environment.ARTIFACTS_BUCKET, key: input.evidenceKey };
  const text = await adapters.store.readText(key);
  const { contest, frozen, evidence } = parseContract(
    evidenceDocumentSchema,
    JSON.parse(text),
    input.evidenceKey,
  );
  const { winner: contender = contest.candidateId } = input;
  const own = evidence.contenders.find((one) => one.contender === contender);
  const won = contender === contest.candidateId ? 'promoted' : 'recalibrated';
  const reasons = won === 'promoted' ? [] : (input.reasons ?? []);
  const aggregate = { kind: 'model', name: input.model } as const;
  return adapters.registry.transition(aggregate, async (view) => {
    const item = await view.get(contestKey(input.contestId));
    if (item === undefined || own === undefined) {
      throw new ContestNotFoundError('there is no such contest to register from', {
        where: `${input.model} ${input.contestId}`,
        fix: 'start the training state machine for the model; gyre contest ls shows what was held',
      });
    }
    const record = contestSchema.parse(item.data);
    if (record.outcome === won && record.winner !== undefined) {
      const { contestId, winner } = record;
      return { unchanged: { outcome: won, contestId, version: winner, reasons } };
    }
    if (record.status !== 'open') throw contestClosed(input.model, record, won);
    const alias = await view.get(aliasKey('champion'));
    requireSameChampion(input.model, record, alias);
    const versions = (await view.list(VERSION_PREFIX)).map((version) =>
      modelVersionSchema.parse(version.data),
    );
    const number = versions.reduce((highest, { version }) => Math.max(highest, version), 0) + 1;
    const at = now.toISOString();
    const champion = versions.find((one) => one.version === contest.championVersion);
    // A curve changes nothing of what the champion was trained on, and it has seen all rows before the hold-out.
    const { revision, configKey, image, jobRoleArn } = won === 'promoted' ? contest : (champion ?? contest);
    const { trainRows, trainStart, featuresHash } = won === 'promoted' ? frozen : (champion ?? frozen);
    const version: ModelVersion = {
      version: number,
      candidateId: contender,
      contestId: input.contestId,
      ...{ revision, configKey, image, jobRoleArn },
      artifactKey: input.artifactKey,
      artifactSha256: input.artifactSha256,
      datasetVersion: contest.datasetVersion,
      ...{ trainRows, trainStart, featuresHash },
      trainEnd: frozen.trainEnd,
      holdoutEnd: frozen.holdoutEnd,
      promised: { metric: evidence.metric, ...own.primary },
      status: 'registered',
      registeredAt: at,
    };
    return {
      writes: [
        { sk: versionKey(number), entity: 'model-version', expect: 'absent', data: version },
        {
          sk: item.sk,
          entity: item.entity,
          expect: { revision: item.revision },
          data: {
            ...record,
            status: 'decided',
            outcome: won,
            winner: number,
            ...(won === 'promoted' ? {} : { reasons: [...reasons] }),
            evidenceKey: input.evidenceKey,
            decisionKey: input.decisionKey,
            decidedAt: at,
          },
        },
      ],
      event: {
        type: won === 'promoted' ? 'model-version-registered' : 'recalibrated-version-registered',
        actor: 'gyre:training/register-candidate',
        cause: input.contestId,
        asOf: contest.asOf,
        after: {
          version: number,
          candidateId: contender,
          artifactSha256: input.artifactSha256,
          metric: evidence.metric,
          value: own.primary.value,
        },
      },
      result: { outcome: won, contestId: input.contestId, version: number, reasons: [...reasons] },
    };
  });
};

export const handler = defineHandler({
  name: 'training/register-candidate',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
  }),
  step: registerCandidate,
});
