/** What `gyre metrics` says of models: their newest verdicts, and counts of what happened to them. */
import { ObjectGoneError } from '#core/data/errors';
import {
  captureCoverage,
  coverageDaySchema,
  coveragePrefix,
  watchedHours,
} from '#core/monitoring/metrics/capture-coverage';
import type { ModelStand } from '#core/monitoring/metrics/fleet-families';
import { newestFor, type WindowItem } from '#core/monitoring/monitoring-records';
import type { WindowReport } from '#core/monitoring/window-report';
import { readJudged } from '#lambdas/common/read-judged';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { listModels, type ModelView, readModel } from './read-models.ts';
import { readReport } from './read-monitoring.ts';

interface Sources {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly reportsBucket: string;
}

const INCIDENT_PREFIX = 'INCIDENT#';

/**
 * One model or all, as of a moment of event time.
 * @throws UnknownThingError
 */
export async function readFleet(
  sources: Sources,
  asOf: Date,
  model?: string,
): Promise<readonly ModelStand[]> {
  const { registry } = sources;
  const views = model === undefined ? await listModels(registry) : [await readModel(registry, model)];
  return Promise.all(views.map((view) => readStand(sources, view, asOf.toISOString())));
}

async function readStand(sources: Sources, view: ModelView, asOf: string): Promise<ModelStand> {
  const { registry } = sources;
  const aggregate = { kind: 'model', name: view.name } as const;
  const [judged, incidents, head] = await Promise.all([
    readJudged(registry, view.name),
    registry.list(aggregate, INCIDENT_PREFIX),
    registry.head(aggregate),
  ]);
  const until = <Item extends { readonly asOf: string }>(items: readonly Item[]): readonly Item[] =>
    items.filter((item) => Date.parse(item.asOf) <= Date.parse(asOf));
  const windows = until(judged.windows);
  const champion = view.champion?.version;
  const window = champion === undefined ? undefined : newestFor(windows, champion);
  const [report, coverage] = await Promise.all([
    window === undefined ? undefined : reportOf(sources, window),
    coverageOf(sources, view, asOf),
  ]);
  return {
    model: view.name,
    ...(champion === undefined ? {} : { champion }),
    versions: view.versions,
    windows,
    quality: until(judged.quality),
    requests: until(view.requests),
    contests: until(view.contests),
    openIncidents: incidents.filter(({ data }) => data['status'] !== 'closed').length,
    ledgerEvents: head.seq,
    ...(coverage === undefined ? {} : { coverage }),
    ...(report === undefined ? {} : { report }),
  };
}

/** Today and the day before hold the newest 24 complete hours. */
const DAYS_OF_COVERAGE = 2;

/** What the hourly look has seen last; undefined where nobody looks, or too little was asked. */
async function coverageOf(
  { store, reportsBucket: bucket }: Sources,
  { name, champion }: ModelView,
  asOf: string,
): Promise<number | undefined> {
  if (champion === undefined) return undefined;
  const keys: string[] = [];
  for await (const { key } of store.list(bucket, coveragePrefix(name, champion.version))) keys.push(key);
  const newest = keys.toSorted().slice(-DAYS_OF_COVERAGE);
  const days = await Promise.all(
    newest.map(async (key) => coverageDaySchema.parse(JSON.parse(await store.readText({ bucket, key })))),
  );
  const hours = watchedHours(
    days.flatMap((day) => day.hours),
    new Date(champion.since),
    new Date(asOf),
  );
  return captureCoverage(hours) ?? undefined;
}

/** Reports live shorter than verdicts: without one its figures are not told. */
async function reportOf(
  { store, reportsBucket }: Sources,
  window: WindowItem,
): Promise<WindowReport | undefined> {
  return readReport(store, reportsBucket, window).catch((error: unknown) => {
    if (error instanceof ObjectGoneError) return undefined;
    throw error;
  });
}
