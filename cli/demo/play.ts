/** The story of the demo, step by step. Every line it prints is read back from the registry or from a service. */
import { basename } from 'node:path';
import type { RunningCloud } from '#local/cloud/running';
import { replayContest } from '../actions/replay-contest.ts';
import { connect, LOCAL_ENVIRONMENT } from '../connect.ts';
import { readModel } from '../queries/read-models.ts';
import { alarmLinks, startedFor } from './alarm-links.ts';
import { countRows, type RowCounts } from './count-rows.ts';
import { decisionsOf } from './decisions.ts';
import { FIRST_DAY, type FlightsData } from './flights-data.ts';
import { frontDoor } from './front-door.ts';
import { landFirstMonths } from './land-first-months.ts';
import { proveLedger } from './prove-ledger.ts';
import { quiet } from './quiet.ts';
import { readRecentEvents, readStoryModel } from './read-story.ts';
import { BURST_DAY, replay, type ReplayPlan } from './replay.ts';
import { daysBetween } from './replay-days.ts';
import { unservedOf } from './require-proofs.ts';
import { breakStep, type Sabotage } from './sabotage.ts';
import { FRONT_DOOR_MODEL, NATIVE_MODEL, senders } from './senders.ts';
import { MODELS, type Story } from './story.ts';
import type { StoryData } from './story-data.ts';
import { teller } from './tell-decisions.ts';

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

function sayRows(
  model: string,
  { sent, captured, sketched, joined }: RowCounts,
  say: (line: string) => void,
): void {
  say(`${model}: ${sent} rows sent, ${captured} captured, ${sketched} sketched, ${joined} joined`);
}
