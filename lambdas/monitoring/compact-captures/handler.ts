import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import { deploymentRecordSchema } from '#core/deployment/deployment-record';
import { endpointName, variantName } from '#core/deployment/endpoint-requests';
import { servedVersions } from '#core/deployment/served-versions';
import { compactionHours, earliestOf } from '#core/monitoring/scale/compaction-hours';
import { deploymentKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadBaseline } from '../../common/load-baseline.ts';
import { loadDeployedModel } from '../../common/load-model-revision.ts';
import { listModels } from '../../common/published-revision.ts';
import { readChampion } from '../../common/read-champion.ts';
import { compactFolder } from './compact-folder.ts';
import { type doneSchema, environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { dueFolders } from './due-folders.ts';

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly parameters: Parameters;
}

/** The largest group is written in less; a step that is cut off is begun anew by the next call. */
const LEAST_MILLISECONDS = 180_000;

/**
 * Makes few large objects of the many small ones of hours that are over, model by model, hour by hour.
 *
 * A repeat is harmless, also beside another one: each step is one of the protocol, which counts each record once
 * whoever stops, fails or repeats.
 */
export const compactCaptures: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  Adapters
> = async ({ target }, context) => {
  const { environment, adapters, now, logger } = context;
  const { GYRE_ENV, ARTIFACTS_BUCKET, CAPTURE_BUCKET, REPORTS_BUCKET } = environment;
  const { registry, store, parameters } = adapters;
  const hasTime = () => context.remainingMilliseconds() > LEAST_MILLISECONDS;
  const names = (await listModels(parameters, GYRE_ENV)).filter(
    (model) => target === 'platform' || model === target,
  );
  const models: z.infer<typeof outputSchema>['models'] = [];
  const failed: unknown[] = [];
  let isDone = true;
  for (const model of names) {
    const done = { folders: 0, written: 0, deleted: 0, waiting: 0, left: 0 };
    // One model that cannot be read must not hold up the others.
    await compactModel(model, done).catch((error: unknown) => void failed.push(error));
    models.push({ model, ...done });
    if (done.folders > 0) logger.info('captures were compacted', { model, ...done });
  }
  if (failed.length > 0) throw failed[0];
  return { models, isDone };

  async function compactModel(model: string, done: z.infer<typeof doneSchema>): Promise<void> {
    const { serving, monitoring } = await loadDeployedModel(parameters, store, GYRE_ENV, model);
    if (serving.capture === 'none') return;
    const hours = compactionHours(now, monitoring.latenessMinutes);
    for (const version of await versionsSince(model, earliestOf(hours))) {
      const variant = variantName(version);
      const owner = `${endpointName(GYRE_ENV, model)}/${variant}`;
      for await (const folder of dueFolders(store, CAPTURE_BUCKET, owner, hours)) {
        if (!hasTime()) {
          isDone = false;
          return;
        }
        const places = { captures: CAPTURE_BUCKET, reports: REPORTS_BUCKET };
        const watched = await loadBaseline(adapters, ARTIFACTS_BUCKET, model, version);
        const facts = { ...places, model, version, variant, folder };
        const work = await compactFolder(store, facts, watched, hasTime);
        done.folders += 1;
        done.written += work.written;
        done.deleted += work.deleted;
        done.waiting += work.waiting;
        done.left += work.left;
        isDone &&= work.isDone;
        if (work.isStuck) logger.warn('a capture object is gone that a plan names', { folder });
      }
    }
  }

  async function versionsSince(model: string, since: string): Promise<readonly number[]> {
    const champion = await readChampion(registry, model);
    const deployments = await registry.list({ kind: 'endpoint', name: model }, deploymentKey(''));
    const records = deployments.map(({ data }) => deploymentRecordSchema.parse(data));
    return servedVersions(champion?.alias, records, since);
  }
};

export const handler = defineHandler({
  name: 'monitoring/compact-captures',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    parameters: ssmParameters,
  }),
  step: compactCaptures,
});
