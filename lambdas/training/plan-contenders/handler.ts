import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { VERSION_PREFIX } from '#core/registry/keys';
import { variantName } from '#core/deployment/endpoint-requests';
import { eligibleVersions, invitedVersions, planContender } from '#core/training/plan-contender';
import { modelVersionSchema } from '#core/training/model-version';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadCompiledModel } from '../../common/load-model-revision.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { type CalibrationPlan, planCalibration } from './plan-calibration.ts';

/** Who stands in the contest, and the requests by which each scores the hold-out. It only reads. */
export const planContenders: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly registry: Registry; readonly store: ObjectStore }
> = async ({ contest, frozen, artifactKey, artifactSha256 }, { environment, adapters }) => {
  const model = await loadCompiledModel(adapters.store, environment.ARTIFACTS_BUCKET, contest.configKey);
  const items = await adapters.registry.list({ kind: 'model', name: contest.model }, VERSION_PREFIX);
  const versions = items.map((item) => modelVersionSchema.parse(item.data));
  const invited = invitedVersions(versions, contest.championVersion, model.evaluation.formerChampions);
  const { standing, excluded } = eligibleVersions(invited, frozen);
  const place = {
    environment: environment.GYRE_ENV,
    stagingBucket: environment.STAGING_BUCKET,
    artifactsBucket: environment.ARTIFACTS_BUCKET,
    dataKeyArn: environment.DATA_KEY_ARN,
  };
  const plan = (facts: Parameters<typeof planContender>[0]) =>
    planContender(facts, contest, place, frozen, model.deployment.instanceType);
  const { recalibration, gate } = model.evaluation;
  const champion = standing.find(({ version }) => version === contest.championVersion);
  const { calibration, excluded: notRecalibrated }: CalibrationPlan =
    recalibration === undefined || champion === undefined
      ? { excluded: [] }
      : await planCalibration(
          (key) => adapters.store.read({ bucket: environment.ARTIFACTS_BUCKET, key }),
          { contest, frozen },
          champion,
          { ...recalibration, hasCostMatrix: gate.costMatrix !== undefined },
        );
  return {
    contenders: [
      plan({
        ...{ contender: contest.candidateId, version: 0, isRequired: true, artifactKey, artifactSha256 },
        ...{ image: contest.image, jobRoleArn: contest.jobRoleArn, featuresHash: frozen.featuresHash },
      }),
      ...standing.map((version) =>
        plan({
          ...version,
          contender: variantName(version.version),
          isRequired: version.version === contest.championVersion,
        }),
      ),
      ...(champion === undefined || calibration === undefined
        ? []
        : [
            plan({
              ...champion,
              contender: `${variantName(champion.version)}-calibration`,
              isRequired: false,
              calibration,
            }),
          ]),
    ],
    excluded: [...excluded, ...notRecalibrated],
  };
};

export const handler = defineHandler({
  name: 'training/plan-contenders',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
  }),
  step: planContenders,
});
