import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import { judgeQuality as judge } from '#core/monitoring/judge-quality';
import { cohortsOf, dayAfter, matureBefore, maturityOf } from '#core/monitoring/maturity';
import { type QualityItem, qualityItemSchema, qualityKey } from '#core/monitoring/monitoring-records';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadDeployedModel } from '../../common/load-model-revision.ts';
import { readChampion } from '../../common/read-champion.ts';
import { readJudged } from '../../common/read-judged.ts';
import { recordVerdict, storeReport } from '../../common/record-verdict.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { biasSection } from './bias-section.ts';
import { judgeCause } from './judge-cause.ts';
import { qualityReport } from './quality-report.ts';
import { readAnswered } from './read-answered.ts';
import { readJoinedDays } from './read-joined-days.ts';
import { reconcileEstimates } from './reconcile-estimates.ts';

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly parameters: Parameters;
}

/**
 * Realised quality of the champion as of a day, against what its contest promised; with how old the labels are, and
 * whether the inputs changed or what they mean. A repeat finds the day judged.
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
  const sensitive = deployed.monitoring.bias?.columns ?? [];
  const span = { model, version, labelMaturityDays, day, most: quality.windowDays, sensitive };
  const { mature, young } = await readJoinedDays(store, environment.LAKE_BUCKET, span);
  const since = mature[0]?.day ?? dayAfter(matureBefore(span), -quality.windowDays);
  const answered = await readAnswered(store, environment.REPORTS_BUCKET, {
    ...{ model, version, start: startOfDay(since), end: startOfDay(day) },
  });
  const maturity = maturityOf(cohortsOf([...mature, ...young], answered), { ...span, ...quality });
  const verdict = judge(
    mature,
    {
      metric: deployed.evaluation.metric,
      windowDays: quality.windowDays,
      maximumRatio: quality.maximumRatio,
      minimumRows: quality.minimumRows,
      promised: champion.version.promised.value,
    },
    maturity.enoughBy,
  );
  const known = await readJudged(registry, model);
  const judged = { version: champion.version, days: mature, windows: known.windows };
  const sections =
    verdict.quality === undefined
      ? { maturity }
      : {
          maturity,
          concept: await judgeCause(adapters, environment.ARTIFACTS_BUCKET, deployed, judged),
          ...biasSection(deployed, judged),
        };
  const report = qualityReport(deployed, champion, { asOf, day, verdict, sections });
  const lake = environment.LAKE_BUCKET;
  const reconciled = await reconcileEstimates({ store, lake }, deployed, known, day);
  const path = `quality/${model}/${day}-v${version}`;
  const item: QualityItem = {
    ...{ day, version, asOf, status: verdict.status, reason: verdict.reason, rows: report.rows },
    value: verdict.quality?.value ?? null,
    promised: champion.version.promised.value,
    isConfirmed: verdict.status === 'breached',
    ...(verdict.quality === undefined ? {} : { ratio: verdict.quality.ratio }),
    ...(reconciled.length === 0 ? {} : { reconciled }),
    reportKey: await storeReport(store, environment.REPORTS_BUCKET, path, report),
    judgedAt: now.toISOString(),
  };
  const sk = qualityKey(day, version);
  const cause = `${day} v${version}`;
  return outputOf(
    await recordVerdict(registry, model, { sk, entity: 'quality', schema: qualityItemSchema, item, cause }),
  );
};

function startOfDay(day: string): string {
  return `${day}T00:00:00.000Z`;
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
