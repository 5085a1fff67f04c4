import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import { manifestText } from '#core/monitoring/scale/batch';
import { DEFAULT_PLAN_LIMITS } from '#core/monitoring/scale/plan-limits';
import {
  type HoursPlan,
  levelKey,
  manifestKey,
  planHours as planClaims,
  runPrefix,
} from '#core/monitoring/sketching/plan-hours';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { listModels } from '../../common/published-revision.ts';
import { claimHours } from './claim-hours.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { readVersions } from './read-versions.ts';

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly parameters: Parameters;
}
type Environment = z.infer<typeof environmentSchema>;

/**
 * Claims what was captured in some hours and nobody has read, and says how it is read: by one function, or by a map of
 * batches of nearly equal work.
 *
 * A repeat finds its own claims, plans the same of them and writes the same manifests.
 */
export const planHours: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  Environment,
  Adapters
> = async ({ from, to, models }, { environment, adapters, logger }) => {
  const names = models ?? (await listModels(adapters.parameters, environment.GYRE_ENV));
  const places = {
    ...{ captures: environment.CAPTURE_BUCKET, reports: environment.REPORTS_BUCKET },
    environment: environment.GYRE_ENV,
  };
  const versions: { model: string; version: number }[] = [];
  for (const model of names) {
    const { read, failed } = await readVersions(
      adapters,
      environment.ARTIFACTS_BUCKET,
      model,
      models !== null,
    );
    // One version that cannot be read must not hold up the others; its captures stay unclaimed, and its window fails.
    for (const { version, error } of failed)
      logger.error('a version cannot be watched', { model, version, error });
    versions.push(...read.map((version) => ({ model, version })));
  }
  const claims = [];
  for (const { model, version } of versions)
    claims.push(...(await claimHours(adapters.store, places, { model, version, from, to })));
  if (claims.length === 0) return { status: 'nothing' };

  const plan = planClaims(claims, { ...DEFAULT_PLAN_LIMITS, concurrency: environment.MAP_CONCURRENCY });
  if (plan.oversized.length > 0)
    logger.warn('packed objects too large for a batch', { keys: plan.oversized });
  await writePlan(adapters.store, environment.REPORTS_BUCKET, plan);
  const { planId, mode, batches, objects, plainBytes, concurrency, levels } = plan;
  return {
    ...{ status: mode, planId, bucket: environment.REPORTS_BUCKET, manifest: manifestKey(planId) },
    ...{ results: runPrefix(planId), merges: levels.map((_, level) => levelKey(planId, level)) },
    ...{ batches: batches.length, objects, plainBytes, concurrency },
  };
};

/** Keys are made of what is planned, so writing them again changes nothing. */
async function writePlan(store: ObjectStore, bucket: string, plan: HoursPlan): Promise<void> {
  const { planId, batches, levels } = plan;
  await store.write({ bucket, key: manifestKey(planId) }, manifestText(batches), 'application/jsonl');
  for (const [level, items] of levels.entries()) {
    const text = items.map((item) => `${JSON.stringify(item)}\n`).join('');
    await store.write({ bucket, key: levelKey(planId, level) }, text, 'application/jsonl');
  }
}

export const handler = defineHandler({
  name: 'monitoring/plan-hours',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    parameters: ssmParameters,
  }),
  step: planHours,
});
