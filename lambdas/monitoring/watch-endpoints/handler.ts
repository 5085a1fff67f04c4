import type * as z from 'zod';
import { cloudWatchMetricHistory } from '#adapters/cloudwatch-metric-history';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import { standardOutputMetrics } from '#adapters/standard-output-metrics';
import { metricDimensions } from '#core/monitoring/alarm-name';
import {
  captureCoverage,
  type CoverageDay,
  coverageKey,
  type CoveredHour,
  watchedHours,
} from '#core/monitoring/metrics/capture-coverage';
import { embeddedMetrics, type Publication } from '#core/monitoring/metrics/embedded-metrics';
import type { MetricHistory } from '#ports/metric-history';
import type { MetricLog } from '#ports/metric-log';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadDeployedModel } from '../../common/load-model-revision.ts';
import { listModels } from '../../common/published-revision.ts';
import { readChampion } from '../../common/read-champion.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { readEndpoint } from './read-endpoint.ts';

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly parameters: Parameters;
  readonly history: MetricHistory;
  readonly metrics: MetricLog;
}
type Watched = z.infer<typeof outputSchema>['endpoints'][number];

/** Today and yesterday: late capture changes yesterday's last hours. */
const DAYS_READ = 2;
const DAY_MILLISECONDS = 86_400_000;
const CONCURRENT_MODELS = 8;

/**
 * Looks at every endpoint in service: is what it answers captured, and does its disk fill? SageMaker stops capturing
 * on a full disk without a word, and a window of which half is missing looks like any other.
 *
 * A repeat is harmless: the same hours are read again, the same days written and the same state told.
 */
export const watchEndpoints: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  Adapters
> = async ({ target }, { environment, adapters, now, logger }) => {
  const { GYRE_ENV, REPORTS_BUCKET } = environment;
  const models = (await listModels(adapters.parameters, GYRE_ENV)).filter(
    (model) => target === 'platform' || model === target,
  );
  const endpoints: Watched[] = [];
  const waiting = [...models];
  const failed: unknown[] = [];
  await Promise.all(
    Array.from({ length: CONCURRENT_MODELS }, async () => {
      for (let model = waiting.shift(); model !== undefined; model = waiting.shift()) {
        // One model that cannot be read must not hide the others.
        const watched = await watch(model).catch((error: unknown) => void failed.push(error));
        if (watched !== undefined) endpoints.push(watched);
      }
    }),
  );
  endpoints.sort((a, b) => (a.model < b.model ? -1 : 1));
  const fullest = endpoints.toSorted((a, b) => (b.diskPercent ?? -1) - (a.diskPercent ?? -1))[0];
  if (fullest !== undefined && fullest.diskPercent !== null)
    publish({
      dimensions: { environment: GYRE_ENV },
      values: { FullestDisk: fullest.diskPercent },
      // No dimension: the line tells whose disk it is without a metric for each.
      properties: { fullestModel: fullest.model },
    });
  if (failed.length > 0) throw failed[0];
  return { endpoints };

  async function watch(model: string): Promise<Watched | undefined> {
    const champion = await readChampion(adapters.registry, model);
    if (champion === undefined) return undefined;
    const { version, since } = champion.alias;
    const today = Math.floor(now.getTime() / DAY_MILLISECONDS) * DAY_MILLISECONDS;
    const from = new Date(today - (DAYS_READ - 1) * DAY_MILLISECONDS);
    const facts = { environment: GYRE_ENV, model, version };
    const { hours, diskPercent } = await readEndpoint(adapters.history, facts, { from, to: now });
    const deployed = await loadDeployedModel(adapters.parameters, adapters.store, GYRE_ENV, model);
    if (deployed.serving.capture === 'none') return { model, version, coverage: null, diskPercent };
    await keepDays(adapters.store, REPORTS_BUCKET, { model, version, hours });
    const coverage = captureCoverage(watchedHours(hours, new Date(since), now));
    if (coverage !== null)
      publish({ dimensions: metricDimensions(GYRE_ENV, model), values: { CaptureCoverage: coverage } });
    return { model, version, coverage, diskPercent };
  }

  function publish(publication: Omit<Publication, 'at' | 'now'>): void {
    const { line, dropped } = embeddedMetrics({ ...publication, at: now, now });
    if (line !== undefined) adapters.metrics.write(line);
    if (dropped.length > 0) logger.warn('metrics that are no numbers', { dropped });
  }
};

/** One object a day, so that a report can say what its window's days missed. */
async function keepDays(
  store: ObjectStore,
  bucket: string,
  facts: { readonly model: string; readonly version: number; readonly hours: readonly CoveredHour[] },
): Promise<void> {
  const days = Map.groupBy(facts.hours, ({ hour }) => hour.slice(0, 10));
  for (const [day, hours] of days) {
    const kept: CoverageDay = { model: facts.model, version: facts.version, day, hours: [...hours] };
    await store.write({ bucket, key: coverageKey(kept) }, JSON.stringify(kept), 'application/json');
  }
}

export const handler = defineHandler({
  name: 'monitoring/watch-endpoints',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    parameters: ssmParameters,
    history: cloudWatchMetricHistory,
    metrics: standardOutputMetrics,
  }),
  step: watchEndpoints,
});
