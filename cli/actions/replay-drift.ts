import { performance } from 'node:perf_hooks';
import type { CompiledModel } from '#core/config/compiled-model';
import { latestSchema } from '#core/data/upload-outcome';
import { METHOD_VERSION } from '#core/monitoring/judge-drift';
import type { QualityItem, WindowItem } from '#core/monitoring/monitoring-records';
import { replayAsks } from '#core/monitoring/replay/replay-asks';
import { replayQuality } from '#core/monitoring/replay/replay-quality';
import {
  happenedAsk,
  type ReplayLine,
  type ReplayTotals,
  totalsOf,
} from '#core/monitoring/replay/replay-report';
import {
  type ReplayedWindow,
  replayWindows,
  type StoredWindow,
} from '#core/monitoring/replay/replay-windows';
import { referenceSpans } from '#core/monitoring/season/reference-spans';
import { dateSketches } from '#core/monitoring/season/season-history';
import { LATEST_KEY } from '#core/registry/keys';
import { listVersionObjects } from '#lambdas/common/dataset-reader';
import { loadBaseline } from '#lambdas/common/load-baseline';
import { loadDeployedModel } from '#lambdas/common/load-model-revision';
import { listSketches, readSketches } from '#lambdas/common/read-sketches';
import type { Connection } from '../connect.ts';
import { type JudgedModel, listJudged, readReport } from '../queries/read-monitoring.ts';
import { readModel } from '../queries/read-models.ts';
import { modelOfPolicy, type Policy, readPolicy } from './read-policy.ts';

const DAY_MILLISECONDS = 86_400_000;

export interface DriftReplay {
  readonly model: string;
  readonly policy: string;
  /** Event time: judgements from here on were replayed. */
  readonly since: string;
  readonly lines: readonly ReplayLine[];
  readonly totals: ReplayTotals;
  readonly windows: number;
  /** Measured: reading from the environment, and judging again. */
  readonly readMilliseconds: number;
  readonly judgeMilliseconds: number;
}

export interface ReplayWish {
  /** Default: the model that the policy file names, or every model that was judged. */
  readonly model?: string;
  readonly policyFile: string;
  /** Back from the newest judgement. */
  readonly days: number;
  readonly asOf: Date;
  readonly warn: (line: string) => void;
}

/** What another policy would have made of the judgements of models, from what was stored of them. */
export async function replayDrift(connection: Connection, wish: ReplayWish): Promise<readonly DriftReplay[]> {
  const registry = await connection.registry();
  const judged = await listJudged(registry, wish.model ?? modelOfPolicy(wish.policyFile));
  const replays: DriftReplay[] = [];
  for (const one of judged) {
    if (wish.model === undefined && one.windows.length + one.quality.length === 0) continue;
    replays.push(await replayModel(connection, one, wish));
  }
  return replays;
}

async function replayModel(
  connection: Connection,
  judged: JudgedModel,
  wish: ReplayWish,
): Promise<DriftReplay> {
  const began = performance.now();
  const { model } = judged;
  const [registry, store] = [await connection.registry(), await connection.store()];
  const parameters = await connection.parameters();
  const deployed = await loadDeployedModel(parameters, store, connection.environment, model);
  const policy = readPolicy(wish.policyFile, deployed);
  const known = <Item extends WindowItem | QualityItem>(items: readonly Item[]) =>
    items.filter(({ asOf }) => Date.parse(asOf) <= wish.asOf.getTime());
  const [windows, quality] = [newestRevisions(known(judged.windows)), known(judged.quality)];
  const newest = Math.max(0, ...[...windows, ...quality].map(({ asOf }) => Date.parse(asOf)));
  const since = new Date(Math.max(0, newest - wish.days * DAY_MILLISECONDS)).toISOString();
  const isRecent = ({ asOf }: { readonly asOf: string }) => Date.parse(asOf) >= Date.parse(since);

  const bucket = connection.names.bucket('reports');
  const stored: StoredWindow[] = [];
  for (const item of windows.filter(isRecent))
    stored.push(await readWindow(connection, { model, item, policy }));
  const days = await Promise.all(
    quality.filter(isRecent).map(async (item) => ({ item, report: await readReport(store, bucket, item) })),
  );
  const { versions, requests } = await readModel(registry, model);
  const objects = await readObjects(connection, deployed);
  const read = performance.now();

  const replayed = replayWindows(
    stored,
    { monitoring: policy.monitoring, serving: deployed.serving },
    windows.filter((item) => !isRecent(item)),
  );
  const judgeMilliseconds = performance.now() - read;
  const verdicts = [
    ...replayed,
    ...days.map((day) => replayQuality(day, policy.monitoring.quality)),
  ].toSorted((a, b) => Date.parse(a.asOf) - Date.parse(b.asOf));
  const answers = replayAsks({
    ...{ verdicts, objects },
    holdoutEnds: new Map(versions.map(({ version, holdoutEnd }) => [version, holdoutEnd])),
    acceptedAt: requests
      .filter(({ status, cause, asOf }) => status !== 'not-now' && !(isVerdict(cause) && isRecent({ asOf })))
      .map(({ asOf }) => asOf),
    policy: { ...policy.retraining, minimumRows: policy.minimumRows },
  });
  const lines = verdicts.map((verdict, index): ReplayLine => ({
    ...verdict,
    happenedAsk: happenedAsk(verdict, requests),
    replayedAsk: answers[index] ?? { answer: 'none' },
  }));
  warnOfLimits(wish, { stored, replayed, policy, deployed });
  return {
    ...{ model, policy: wish.policyFile, since, lines, totals: totalsOf(lines) },
    ...{ windows: stored.length, readMilliseconds: read - began, judgeMilliseconds },
  };
}

async function readWindow(
  { registry, store, names }: Connection,
  { model, item, policy }: { readonly model: string; readonly item: WindowItem; readonly policy: Policy },
): Promise<StoredWindow> {
  const [ledger, objects] = [await registry(), await store()];
  const { version, start, end } = item;
  const bucket = names.bucket('reports');
  const { baseline } = await loadBaseline(
    { registry: ledger, store: objects },
    names.bucket('artifacts'),
    model,
    version,
  );
  const sketchesOf = async (span: { readonly start: string; readonly end: string }) => {
    const keys = await listSketches(objects, bucket, { model, version, ...span });
    return dateSketches(keys, await readSketches(objects, bucket, keys));
  };
  const { season } = policy.monitoring.drift;
  const spans = season === undefined ? [] : referenceSpans(season, item);
  const former = (await Promise.all(spans.map(sketchesOf))).flat();
  const sketches = await sketchesOf({ start, end });
  return { item, report: await readReport(objects, bucket, item), baseline, sketches, former };
}

async function readObjects({ registry, store, names }: Connection, { dataset }: CompiledModel) {
  const item = await (await registry()).get({ kind: 'dataset', name: dataset }, LATEST_KEY);
  if (item === undefined) return [];
  const { version } = latestSchema.parse(item.data);
  return listVersionObjects(await store(), names.bucket('lake'), dataset, version);
}

/** What makes a difference although no policy made it. */
function warnOfLimits(
  { warn }: ReplayWish,
  facts: {
    readonly stored: readonly StoredWindow[];
    readonly replayed: readonly ReplayedWindow[];
    readonly policy: Policy;
    readonly deployed: CompiledModel;
  },
): void {
  const { stored, policy, deployed } = facts;
  const old = stored.filter(({ report }) => report.methodVersion !== METHOD_VERSION).length;
  if (old > 0)
    warn(
      `${old} windows were judged by an older method: some differences may be of the method, not of the policy`,
    );
  const other = facts.replayed.filter(({ rows }) => rows.happened !== rows.replayed).length;
  if (other > 0)
    warn(
      `${other} windows have other rows now than when they were judged: late records, or objects that stood twice`,
    );
  if (policy.monitoring.quality.windowDays !== deployed.monitoring.quality.windowDays)
    warn('quality is replayed over the days it was judged on: windowDays cannot be replayed from reports');
}

function newestRevisions(items: readonly WindowItem[]): readonly WindowItem[] {
  const newest = new Map<string, WindowItem>();
  for (const item of items) {
    const name = `${item.start} v${item.version}`;
    if ((newest.get(name)?.revision ?? 0) < item.revision) newest.set(name, item);
  }
  return [...newest.values()];
}

function isVerdict(cause: string): boolean {
  return cause === 'drift' || cause === 'quality';
}
