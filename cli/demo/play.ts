/** The story of the demo, step by step. Every line it prints is read back from the registry or from a service. */
import { basename } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { RunningCloud } from '#local/cloud/running';
import { connect, type Connection, LOCAL_ENVIRONMENT } from '../connect.ts';
import { replayContest } from '../actions/replay-contest.ts';
import { judgeLedger } from '../queries/judge-ledger.ts';
import { readLedger } from '../queries/read-ledger.ts';
import { type ModelView, readModel } from '../queries/read-models.ts';
import type { Registry } from '#ports/registry';
import { type AlarmLink, alarmLinks, startedFor } from './alarm-links.ts';
import { countRows, type RowCounts } from './count-rows.ts';
import { type Decision, decisionsOf } from './decisions.ts';
import { DemoStepError } from './errors.ts';
import { FIRST_DAY, type FlightsData } from './flights-data.ts';
import { frontDoor } from './front-door.ts';
import { landing } from './landing.ts';
import { quiet } from './quiet.ts';
import { readRecentEvents, readStoryModel } from './read-story.ts';
import { BURST_DAY, replay, type ReplayPlan } from './replay.ts';
import { daysBetween } from './replay-days.ts';
import { breakStep, type Sabotage } from './sabotage.ts';
import { FRONT_DOOR_MODEL, NATIVE_MODEL, senders } from './senders.ts';
import type { StoryData } from './story-data.ts';
import { waitFor } from './wait-for.ts';

export interface Story {
  readonly decisions: readonly Decision[];
  readonly rows: RowCounts;
  /** The same of the model with native capture. */
  readonly nativeRows: RowCounts;
  readonly alarms: {
    readonly published: number;
    readonly started: number;
    readonly links: readonly AlarmLink[];
  };
  readonly landed: { readonly rows: number; readonly quarantined: number };
  readonly answeredBy: Readonly<Record<string, number>>;
  /** Versions that won a contest and did not come to serve, with the reason; none in a story that went well. */
  readonly unserved: readonly string[];
  readonly replays: readonly { readonly contestId: string; readonly isEqual: boolean }[];
  readonly ledger: { readonly verified: boolean; readonly events: number; readonly checkpoints: number };
}

export const MODELS = [FRONT_DOOR_MODEL, NATIVE_MODEL];
const BROKEN = 'flight_id,time_hour,carrier\n1,2013-02-01T05:00:00Z,UA\n2,oops\n';

export interface Play {
  readonly project: string;
  readonly data: FlightsData;
  readonly plan: ReplayPlan;
  readonly running: RunningCloud;
  readonly say: (line: string) => void;
  readonly sabotage?: Sabotage;
}

/** @returns what the registry and the services say when the year is over, and the same for the page */
export async function playStory({
  project,
  data,
  plan,
  running,
  say,
  sabotage,
}: Play): Promise<{ readonly story: Story; readonly page: StoryData }> {
  const begin = performance.now();
  const connection = await connect(LOCAL_ENVIRONMENT, project);
  const registry = await connection.registry();
  const landed = await landFirstMonths(connection, registry, data, say);
  const calls = senders(data, {
    frontDoor: frontDoor(await connection.frontDoor(), connection.region),
    inference: await connection.inference(),
    nativeEndpoint: connection.names.endpoint(NATIVE_MODEL),
  });
  const still = quiet(connection.names);
  if (sabotage !== undefined) {
    await breakStep(sabotage, connection, running);
    say(`sabotage: the step ${sabotage} is broken from here on`);
  }
  const { published } = await replay(plan, {
    ...{ connection, registry, data, say },
    ...{ senders: calls, quiet: still, tell: teller(registry, say) },
  });
  const store = await connection.store();
  const [rows, nativeRows] = await Promise.all(
    MODELS.map((model) => countRows(store, connection.names, model, calls.sent[model] ?? 0)),
  );
  if (rows === undefined || nativeRows === undefined) throw new RangeError('two models are counted');
  sayRows(FRONT_DOOR_MODEL, rows, say);
  sayRows(NATIVE_MODEL, nativeRows, say);
  const views = await Promise.all(MODELS.map((model) => readModel(registry, model)));
  const hero = views[0];
  if (hero === undefined) throw new RangeError('two models are read');
  const links = await alarmLinks(connection, hero);
  const started = plan.hasBurst ? await startedFor(connection, hero, BURST_DAY) : 0;
  if (plan.hasBurst) say(`${published} notifications published, ${started} contest started for them`);
  const replays = [];
  for (const view of views) {
    for (const contest of view.contests) {
      if (contest.evidenceKey === undefined) continue;
      const again = await replayContest(store, connection.names.bucket('artifacts'), {
        model: view.name,
        contest,
      });
      replays.push({ contestId: contest.contestId, isEqual: again.isEvidenceEqual && again.isDecisionEqual });
    }
  }
  const isEqual = replays.every((one) => one.isEqual);
  say(
    `${replays.length} contests replayed from their stored scores: ${isEqual ? 'equal byte for byte' : 'NOT EQUAL'}`,
  );
  const ledger = await proveLedger(connection, registry, say);
  const alarms = { published, started, links };
  const story: Story = {
    decisions: views.flatMap(decisionsOf),
    ...{ rows, nativeRows, landed, replays, alarms, ledger },
    unserved: views.flatMap(unservedOf),
    answeredBy: Object.fromEntries([...calls.answeredBy].sort()),
  };
  const seconds = Math.round((performance.now() - begin) / 1000);
  const requests = [...calls.answeredBy.values()].reduce((sum, count) => sum + count, 0);
  const page: StoryData = {
    project: basename(project),
    generatedAt: new Date().toISOString(),
    ...{ seconds, rows, alarms },
    models: await Promise.all(
      views.map((view) => readStoryModel(store, connection.names, view, PROBLEMS[view.name] ?? '')),
    ),
    ledger: { ...ledger, recent: await readRecentEvents(registry, MODELS) },
    speed: [
      { what: 'flights answered', value: rows.sent + nativeRows.sent },
      { what: 'requests', value: requests },
      {
        what: 'days replayed a minute',
        value: Math.round((daysBetween(FIRST_DAY, plan.lastDay).length * 60) / seconds),
      },
    ],
  };
  return { story, page };
}

const PROBLEMS: Readonly<Record<string, string>> = {
  [FRONT_DOOR_MODEL]: 'regression',
  [NATIVE_MODEL]: 'binary classification',
};

/** Whoever wins a contest must come to serve. */
function unservedOf(view: ModelView): readonly string[] {
  return view.contests.flatMap(({ contestId, winner }) => {
    const deployment = view.deployments.find((one) => one.contestId === contestId);
    if (winner === undefined || deployment?.outcome === 'promoted') return [];
    const why = `${deployment?.outcome ?? 'no deployment'}: ${deployment?.reason ?? 'no reason'}`;
    return [`${view.name} v${winner} won ${contestId} and does not serve (${why})`];
  });
}

/** Says each decision once, as the registry has it. */
function teller(registry: Registry, say: (line: string) => void): (day: string) => Promise<void> {
  const said = new Set<string>();
  return async (day) => {
    let isQuiet = true;
    for (const model of MODELS) {
      for (const { at, cause, outcome, modelVersion, why } of decisionsOf(await readModel(registry, model))) {
        const key = `${model} ${at} ${cause} ${outcome}`;
        if (said.has(key) || at < FIRST_DAY) continue;
        said.add(key);
        isQuiet = false;
        const version = modelVersion === null ? '' : ` v${modelVersion}`;
        say(`${at}: ${model} asks by ${cause}: ${outcome}${version}${why === '' ? '' : ` (${why})`}`);
      }
    }
    if (isQuiet) say(`${day}: all quiet`);
  };
}

async function landFirstMonths(
  { names }: Connection,
  registry: Registry,
  data: FlightsData,
  say: (line: string) => void,
): Promise<Story['landed']> {
  const intake = landing(names.bucket('landing'), registry);
  let rows = 0;
  const landMonth = async (month: string) => {
    const upload = await intake.land(`flights/${month}.csv`, data.monthFile(month));
    const sk = `VERSION#${String(upload.version).padStart(6, '0')}`;
    const version = await registry.get({ kind: 'dataset', name: 'flights' }, sk);
    const own = Number(version?.data['rows'] ?? 0);
    rows += own;
    const took = `${upload.milliseconds} ms`;
    say(`${month}: ${own} flights landed, dataset version ${upload.version ?? '-'} after ${took}`);
  };
  await landMonth('2013-01');
  await landMonth('2013-02');
  const broken = await intake.land('flights/broken.csv', BROKEN);
  const reason = broken.reasons?.[0];
  const why = `${reason?.code ?? '-'}: ${reason?.received ?? '-'}`;
  say(`broken.csv: ${broken.status}, line ${reason?.line ?? '-'}, ${why}`);
  await landMonth('2013-03');
  for (const model of MODELS) {
    await waitFor(`${model} serves v1`, async () => {
      const item = await registry.get({ kind: 'model', name: model }, 'ALIAS#champion');
      return item?.data['version'] === 1 ? true : undefined;
    });
    const promised = (await readModel(registry, model)).versions[0]?.promised;
    say(
      `${model}: v1 serves; it promises ${promised?.metric ?? '-'} ${promised?.value.toPrecision(4) ?? '-'}`,
    );
  }
  return { rows, quarantined: 1 };
}

function sayRows(
  model: string,
  { sent, captured, sketched, joined }: RowCounts,
  say: (line: string) => void,
): void {
  say(`${model}: ${sent} rows sent, ${captured} captured, ${sketched} sketched, ${joined} joined`);
}

/** The environment's schedules are off: whoever replays sends the ticks, also the checkpoint's. */
async function proveLedger(
  connection: Connection,
  registry: Registry,
  say: (line: string) => void,
): Promise<Story['ledger']> {
  const Payload = JSON.stringify({ kind: 'tick', target: 'platform' });
  const FunctionName = connection.names.functionName('checkpoint-ledger');
  await new LambdaClient({}).send(new InvokeCommand({ FunctionName, Payload }));
  const store = await connection.store();
  const verdict = judgeLedger(await readLedger(registry, store, connection.names.bucket('audit')));
  const { events, checkpoints } = verdict;
  const verified = verdict.isIntact && checkpoints > 0;
  say(`ledger: ${events} events, ${checkpoints} signed checkpoint: ${verified ? 'intact' : 'BROKEN'}`);
  return { verified, events, checkpoints };
}

const FIRST_JUDGEMENT = '2013-05-01';

/** Every step must have left its proof; the first that did not is named. @throws DemoStepError */
export function requireProofs(story: Story, plan: ReplayPlan): void {
  const { rows, alarms, replays, ledger } = story;
  const fail = (step: string, received: string, fix: string): never => {
    throw new DemoStepError(`the step ${step} did not prove itself`, { where: step, received, fix });
  };
  const counts = `sent ${rows.sent}, captured ${rows.captured}, sketched ${rows.sketched}, joined ${rows.joined}`;
  const logs = 'run it again with --keep, then look at gyre local logs';
  if (!replays.every(({ isEqual }) => isEqual)) {
    fail(
      'gate',
      JSON.stringify(replays.filter(({ isEqual }) => !isEqual)),
      'gyre contest replay shows what differs',
    );
  }
  if (rows.captured !== rows.sent || rows.sketched !== rows.sent) fail('capture', counts, logs);
  if (rows.joined !== rows.sent) fail('labels', counts, logs);
  const [unserved] = story.unserved;
  if (unserved !== undefined) fail('serving', unserved, logs);
  // Before the first window is judged no alarm has anything to tell.
  const broken = plan.lastDay < FIRST_JUDGEMENT ? undefined : alarms.links.find(({ ok }) => !ok);
  if (broken !== undefined) fail('alarm', `${broken.link}: ${broken.evidence}`, logs);
  if (!ledger.verified) fail('ledger', JSON.stringify(ledger), 'gyre ledger verify names the event');
  if (alarms.published > 0 && alarms.started !== 1)
    fail('governor', `${alarms.started} contests started`, logs);
}
