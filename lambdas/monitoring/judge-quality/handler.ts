import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import type { CompiledModel } from '#core/config/compiled-model';
import { judgeQuality as judge } from '#core/monitoring/judge-quality';
import { type QualityItem, qualityItemSchema, qualityKey } from '#core/monitoring/monitoring-records';
import type { WindowReport } from '#core/monitoring/window-report';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadDeployedModel } from '../../common/load-model-revision.ts';
import { type Champion, readChampion } from '../../common/read-champion.ts';
import { recordVerdict, storeReport } from '../../common/record-verdict.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { readJoinedDays } from './read-joined-days.ts';

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly parameters: Parameters;
}

/**
 * Realised quality of the champion as of a day, against what its contest promised. A repeat finds the day judged.
 */
export const judgeQuality: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  Adapters
> = async ({ model, asOf, day }, { environment, adapters, now }) => {
  const { registry, store } = adapters;
  const champion = await readChampion(registry, model);
  if (champion === undefined)
    return { status: 'not-configured', reason: 'no version serves', isConfirmed: false };
  const { version } = champion.alias;
  const aggregate = { kind: 'model', name: model } as const;
  const before = await registry.get(aggregate, qualityKey(day, version));
  if (before !== undefined) return outputOf(qualityItemSchema.parse(before.data));

  const deployed = await loadDeployedModel(adapters.parameters, store, environment.GYRE_ENV, model);
  const { quality, labelMaturityDays } = deployed.monitoring;
  const days = await readJoinedDays(store, environment.LAKE_BUCKET, {
    ...{ model, version, labelMaturityDays },
    before: day,
    most: quality.windowDays,
  });
  const verdict = judge(days, {
    metric: deployed.evaluation.metric,
    windowDays: quality.windowDays,
    maximumRatio: quality.maximumRatio,
    minimumRows: quality.minimumRows,
    promised: champion.version.promised.value,
  });
  const report = reportOf(deployed, champion, verdict, { asOf, day });
  const path = `quality/${model}/${day}-v${version}`;
  const item: QualityItem = {
    ...{ day, version, asOf, status: verdict.status, reason: verdict.reason, rows: report.rows },
    value: verdict.quality?.value ?? null,
    promised: champion.version.promised.value,
    isConfirmed: verdict.status === 'breached',
    ...(verdict.quality === undefined ? {} : { ratio: verdict.quality.ratio }),
    reportKey: await storeReport(store, environment.REPORTS_BUCKET, path, report),
    judgedAt: now.toISOString(),
  };
  const sk = qualityKey(day, version);
  const cause = `${day} v${version}`;
  return outputOf(
    await recordVerdict(registry, model, { sk, entity: 'quality', schema: qualityItemSchema, item, cause }),
  );
};

function reportOf(
  model: CompiledModel,
  { version }: Champion,
  verdict: ReturnType<typeof judge>,
  { asOf, day }: { readonly asOf: string; readonly day: string },
): WindowReport {
  const { quality } = verdict;
  return {
    ...{ model: model.name, version: version.version, kind: 'quality', asOf, revision: 1 },
    windowStart: quality?.from ?? day,
    windowEnd: day,
    status: verdict.status,
    reason: verdict.reason,
    rows: quality?.rows ?? 0,
    referenceRows: version.trainRows,
    coverage: { objects: 0, records: 0, duplicates: 0, badRecords: {}, liveRows: quality?.rows ?? 0 },
    features: [],
    ...(quality === undefined ? {} : { quality }),
    baseline: { contestId: version.contestId, trainStart: version.trainStart, trainEnd: version.trainEnd },
    methodVersion: '1',
  };
}

function outputOf({ status, reason, isConfirmed, ratio }: QualityItem): z.infer<typeof outputSchema> {
  return { status, reason, isConfirmed, ...(ratio === undefined ? {} : { ratio }) };
}

export const handler = defineHandler({
  name: 'monitoring/judge-quality',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    parameters: ssmParameters,
  }),
  step: judgeQuality,
});
