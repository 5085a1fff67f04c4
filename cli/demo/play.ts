/** The story of the demo, step by step. Every line it prints is read back from the registry or from SageMaker. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { connect, LOCAL_ENVIRONMENT } from '../connect.ts';
import { previousVersion, startRollback } from '../actions/roll-back.ts';
import { replayContest } from '../actions/replay-contest.ts';
import { readModel } from '../queries/read-models.ts';
import { judgeLedger } from '../queries/judge-ledger.ts';
import { readLedger } from '../queries/read-ledger.ts';
import { startCallers } from './callers.ts';
import { DemoStepError } from './errors.ts';
import type { FlightsData } from './flights-data.ts';
import { landing } from './landing.ts';
import { waitFor } from './wait-for.ts';

export interface Decision {
  readonly model: string;
  readonly at: string;
  readonly cause: string;
  readonly outcome: string;
  readonly modelVersion: number | null;
  readonly contest: string | null;
  readonly why: string;
}

export interface Story {
  readonly decisions: readonly Decision[];
  readonly rows: { readonly landed: number; readonly quarantined: number };
  readonly canary: { readonly answeredBy: Readonly<Record<string, number>>; readonly failed: number };
  readonly rollback: { readonly from: number | null; readonly to: number; readonly outcome: string };
  readonly replays: readonly { readonly contestId: string; readonly isEqual: boolean }[];
  readonly ledger: { readonly verified: boolean; readonly events: number; readonly checkpoints: number };
}

const MODELS = ['air-time', 'flight-late'];
/** The model whose endpoint others call directly, with SageMaker's own capture. */
const CALLED = 'flight-late';
const BROKEN = 'flight_id,time_hour,carrier\n1,2013-02-01T05:00:00Z,UA\n2,oops\n';

export async function playStory(
  project: string,
  data: FlightsData,
  say: (line: string) => void,
): Promise<Story> {
  const connection = await connect(LOCAL_ENVIRONMENT, project);
  const registry = await connection.registry();
  const { names } = connection;
  const intake = landing(names.bucket('landing'), registry);
  let landed = 0;
  const landMonth = async (month: string) => {
    const upload = await intake.land(`flights/${month}.csv`, data.monthFile(month));
    const version = await registry.get(
      { kind: 'dataset', name: 'flights' },
      `VERSION#${String(upload.version).padStart(6, '0')}`,
    );
    const rows = Number(version?.data['rows'] ?? 0);
    landed += rows;
    say(
      `${month}: ${rows} flights landed, dataset version ${upload.version ?? '-'} after ${upload.milliseconds} ms`,
    );
  };
  const served = async (model: string, version: number) =>
    waitFor(`${model} serves v${version}`, async () => {
      const item = await registry.get({ kind: 'model', name: model }, 'ALIAS#champion');
      return item?.data['version'] === version ? true : undefined;
    });

  await landMonth('2013-01');
  await landMonth('2013-02');
  const broken = await intake.land('flights/broken.csv', BROKEN);
  const reason = broken.reasons?.[0];
  say(
    `broken.csv: ${broken.status}, line ${reason?.line ?? '-'}, ${reason?.code ?? '-'}: ${reason?.received ?? '-'}`,
  );
  await landMonth('2013-03');
  for (const model of MODELS) {
    await served(model, 1);
    const { versions } = await readModel(registry, model);
    const promised = versions[0]?.promised;
    say(
      `${model}: v1 serves; it promises ${promised?.metric ?? '-'} ${promised?.value.toPrecision(4) ?? '-'}`,
    );
  }

  await landMonth('2013-04');
  await landMonth('2013-05');
  const callers = startCallers(
    await connection.inference(),
    names.endpoint(CALLED),
    data.featureRows('2013-06-01'),
  );
  await (
    await connection.queue()
  ).send(names.queueUrl('retrain'), [
    {
      kind: 'ask',
      model: CALLED,
      cause: 'manual',
      asOf: '2013-06-01T06:00:00.000Z',
      subject: 'the demo',
      requestedBy: 'demo',
    },
  ]);
  say(`${CALLED}: a person asks for a contest as of 1 June, while other systems keep calling the endpoint`);
  const outcome = await waitFor('the contest and its release end', async () => {
    const view = await readModel(registry, CALLED);
    const last = view.deployments.at(-1);
    return view.contests.length > 1 && last?.version === 2 && last.status === 'closed' ? last : undefined;
  });
  const canary = await callers.stop();
  say(
    `${CALLED}: v2 ${outcome.outcome ?? '-'}; during the release ${describe(canary.answeredBy)} requests, ${canary.failed} failed`,
  );

  const before = await readModel(registry, CALLED);
  const to = previousVersion(before);
  const rollback = {
    from: before.champion?.version ?? null,
    to,
    outcome: await startRollback(connection, before, to, 'demo', '2013-06-02T06:00:00.000Z'),
  };
  say(`${CALLED}: rolled back from v${String(rollback.from)} to v${to}: ${rollback.outcome}`);

  const decisions: Decision[] = [];
  const replays: { contestId: string; isEqual: boolean }[] = [];
  const store = await connection.store();
  for (const model of MODELS) {
    const view = await readModel(registry, model);
    for (const request of view.requests) {
      const contest = view.contests.find(({ requestId }) => requestId === request.requestId);
      decisions.push({
        model,
        at: request.asOf.slice(0, 10),
        cause: request.cause,
        outcome: contest?.outcome ?? request.status,
        modelVersion: contest?.winner ?? null,
        contest: contest?.contestId ?? null,
        why:
          request.refusals.map(({ explanation }) => explanation).join('; ') ||
          (contest?.reasons ?? []).join('; '),
      });
      if (contest?.evidenceKey === undefined) continue;
      const again = await replayContest(store, names.bucket('artifacts'), { model, contest });
      replays.push({ contestId: contest.contestId, isEqual: again.isEvidenceEqual && again.isDecisionEqual });
    }
  }
  say(
    `${replays.length} contests replayed from their stored scores: ${replays.every(({ isEqual }) => isEqual) ? 'equal byte for byte' : 'NOT EQUAL'}`,
  );
  // The environment's schedules are off: whoever replays sends the ticks.
  const lambda = new LambdaClient({});
  const tick = JSON.stringify({ kind: 'tick', target: 'platform' });
  await lambda.send(
    new InvokeCommand({ FunctionName: names.functionName('checkpoint-ledger'), Payload: tick }),
  );
  const verdict = judgeLedger(await readLedger(registry, store, names.bucket('audit')));
  const { events, checkpoints } = verdict;
  const ledger = { verified: verdict.isIntact && checkpoints > 0, events, checkpoints };
  say(
    `ledger: ${events} events in their chains, ${checkpoints} signed checkpoint: ${ledger.verified ? 'intact' : 'BROKEN'}`,
  );
  if (!replays.every(({ isEqual }) => isEqual) || !ledger.verified) {
    throw new DemoStepError('what was decided does not prove itself', {
      received: JSON.stringify({ replays, ledger }),
      fix: 'run gyre contest replay and gyre ledger verify; a gate that was changed shows here',
    });
  }
  return { decisions, rows: { landed, quarantined: 1 }, canary, rollback, replays, ledger };
}

function describe(answeredBy: Readonly<Record<string, number>>): string {
  return Object.entries(answeredBy)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([variant, count]) => `${variant} answered ${count}`)
    .join(', ');
}
