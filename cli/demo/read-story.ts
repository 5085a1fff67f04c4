/** What the page of the demo tells, read back from the registry and the buckets. */
import * as z from 'zod';
import { metricOf } from '#core/monitoring/judge-quality';
import { windowReportSchema } from '#core/monitoring/window-report';
import { variantName } from '#core/deployment/endpoint-requests';
import { joinedPrefix, joinedRowsSchema, parseJoinedKey } from '#core/serving/ground-truth-records';
import { bias } from '#core/training/metrics';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { readContestFiles } from '../actions/replay-contest.ts';
import type { EnvironmentNames } from '../environment-names.ts';
import { type ModelView, readHistory } from '../queries/read-models.ts';
import { decisionsOf } from './decisions.ts';
import type { StoryContest, StoryDrift, StoryEvent, StoryModel, StoryWeek } from './story-data.ts';

const DAY_MILLISECONDS = 86_400_000;
/** A feature is shown when it came this near to its threshold in any window. */
const NEAR_THRESHOLD = 0.5;
const LAST_EVENTS = 14;

export async function readStoryModel(
  store: ObjectStore,
  names: EnvironmentNames,
  view: ModelView,
  problem: string,
): Promise<StoryModel> {
  const contests = await readContests(store, names.bucket('artifacts'), view);
  const serving = servingOf(contests);
  const metric = view.versions[0]?.promised.metric ?? '';
  return {
    ...{ model: view.name, problem, metric, contests },
    weeks: await readWeeks(store, names.bucket('lake'), view.name, metric, serving),
    drift: await readDrift(store, names.bucket('reports'), view.name),
    serving: serving.map(({ version, from, to }) => ({ version, from, to })),
    decisions: [...decisionsOf(view)],
  };
}

interface Serving {
  readonly version: number;
  readonly from: string;
  readonly to: string | null;
  readonly promised: number | null;
}

/** Which version served when, and what its contest promised: a restored one has a promise of its own. */
function servingOf(contests: readonly StoryContest[]): readonly Serving[] {
  const starts = contests.filter(({ winner }) => winner !== null);
  return starts.map(({ winner, asOf, contenders, outcome }, index) => {
    const name = outcome === 'promoted' ? 'candidate' : variantName(winner ?? 0);
    return {
      version: winner ?? 0,
      from: asOf.slice(0, 10),
      to: starts[index + 1]?.asOf.slice(0, 10) ?? null,
      promised: contenders.find(({ contender }) => contender === name)?.value ?? null,
    };
  });
}

const decisionSchema = z.object({
  clauses: z.array(
    z.object({ contender: z.string(), name: z.string(), passed: z.boolean(), explanation: z.string() }),
  ),
});

async function readContests(
  store: ObjectStore,
  bucket: string,
  view: ModelView,
): Promise<readonly StoryContest[]> {
  const contests: StoryContest[] = [];
  for (const contest of view.contests) {
    const { outcome } = contest;
    if (contest.evidenceKey === undefined || outcome === undefined || outcome === 'not-now') continue;
    const { document, decisionText } = await readContestFiles(store, bucket, { model: view.name, contest });
    const { clauses } = decisionSchema.parse(JSON.parse(decisionText));
    const nameOf = (contender: string) => (contender === contest.candidateId ? 'candidate' : contender);
    contests.push({
      contestId: contest.contestId,
      asOf: contest.asOf,
      cause: contest.cause,
      outcome,
      winner: contest.winner ?? null,
      champion: contest.championVersion,
      metric: document.evidence.metric,
      contenders: document.evidence.contenders.map(({ contender, primary, difference }) => {
        const isSignificant = clauses.some(
          (clause) => clause.contender === contender && clause.name === 'superiority' && clause.passed,
        );
        return {
          contender: nameOf(contender),
          value: finite(primary.value),
          difference: finite(difference?.value),
          low: finite(difference?.low),
          high: finite(difference?.high),
          pValue: finite(difference?.pValue),
          isSignificant,
          note: contender === document.evidence.champion ? 'champion' : '',
        };
      }),
      clauses: clauses.map(({ contender, name, passed, explanation }) => ({
        clause: `${nameOf(contender)}: ${name}`,
        verdict: passed ? 'pass' : 'fail',
        text: explanation,
      })),
    });
  }
  return contests;
}

async function readWeeks(
  store: ObjectStore,
  bucket: string,
  model: string,
  metric: string,
  serving: readonly Serving[],
): Promise<readonly StoryWeek[]> {
  const rows = new Map<string, { readonly predictions: number[]; readonly labels: number[] }>();
  for await (const { key } of store.list(bucket, joinedPrefix(model))) {
    const address = parseJoinedKey(key);
    if (address === undefined) continue;
    const joined = joinedRowsSchema.parse(JSON.parse(await store.readText({ bucket, key })));
    const group = `${weekOf(address.bucketStart)} ${address.version}`;
    const own = rows.get(group) ?? { predictions: [], labels: [] };
    own.predictions.push(...joined.predictions);
    own.labels.push(...joined.labels);
    rows.set(group, own);
  }
  const name = metricSchema.parse(metric);
  const weeks = [...rows].map(([group, { predictions, labels }]): StoryWeek => {
    const [week = '', version = ''] = group.split(' ');
    const own = serving.filter((one) => one.version === Number(version) && one.from <= addWeek(week));
    return {
      ...{ week, version: Number(version), rows: labels.length },
      value: finite(metricOf(name, predictions, labels)),
      promised: own.at(-1)?.promised ?? null,
      bias: finite(bias(predictions, labels)),
    };
  });
  // A week in which a release took place belongs to the version that answered more.
  const most = Map.groupBy(weeks, ({ week }) => week);
  return [...most.values()]
    .flatMap((group) => group.toSorted((a, b) => b.rows - a.rows).slice(0, 1))
    .sort((a, b) => (a.week < b.week ? -1 : 1));
}

const metricSchema = z.enum(['rmse', 'mae', 'auc', 'logLoss', 'brier']);

async function readDrift(store: ObjectStore, bucket: string, model: string): Promise<readonly StoryDrift[]> {
  const all: StoryDrift[] = [];
  for await (const { key } of store.list(bucket, `windows/${model}/`)) {
    if (!key.endsWith('.json')) continue;
    const report = windowReportSchema.parse(JSON.parse(await store.readText({ bucket, key })));
    for (const { feature, psi, threshold, status } of report.features) {
      const { version } = report;
      const windowStart = report.windowStart.slice(0, 10);
      all.push({ windowStart, version, feature, psi, threshold, drifted: status === 'drifted' });
    }
  }
  const shown = new Set(
    all
      .filter(({ psi, threshold }) => (psi ?? 0) >= NEAR_THRESHOLD * (threshold ?? 1))
      .map(({ feature }) => feature),
  );
  return all.filter(({ feature }) => shown.has(feature));
}

/** The newest events of the models' chains. */
export async function readRecentEvents(
  registry: Registry,
  models: readonly string[],
): Promise<readonly StoryEvent[]> {
  const histories = await Promise.all(models.map((model) => readHistory(registry, model)));
  return histories
    .flat()
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .slice(-LAST_EVENTS)
    .map(({ chain, seq, type, asOf, actor, hash }) => ({ chain, seq, type, asOf: asOf ?? '', actor, hash }));
}

/** Weeks start on Monday. @example weekOf('2013-04-03T00') // '2013-04-01' */
function weekOf(bucketStart: string): string {
  const day = Math.floor(Date.parse(bucketStart.slice(0, 10)) / DAY_MILLISECONDS);
  return new Date((day - ((day + 3) % 7)) * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

function addWeek(week: string): string {
  return new Date(Date.parse(week) + 6 * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

/** JSON and pages know no NaN. */
function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
