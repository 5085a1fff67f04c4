/** `gyre model ls|show|history`: models, their versions and what happened to them. */
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { Paper } from '../output.ts';
import { listModels, type ModelView, readHistory, readModel } from '../queries/read-models.ts';

export function registerModelCommands(program: Command, context: CommandContext): void {
  const model = program.command('model').description('models, their versions and their history');
  model
    .command('ls')
    .description('models with the version that serves')
    .action(async () => {
      const { registry } = await context.connect();
      context.print({ ok: true, data: { models: await listModels(await registry()) } }, drawModels);
    });
  model
    .command('show <model>')
    .description('versions, contests and requests of a model')
    .action(async (name: string) => {
      const { registry } = await context.connect();
      context.print({ ok: true, data: await readModel(await registry(), name) }, drawModel);
    });
  model
    .command('history <model>')
    .description('every event of the ledgers of model and endpoint')
    .action(async (name: string) => {
      const { registry } = await context.connect();
      context.print({ ok: true, data: { events: await readHistory(await registry(), name) } }, drawHistory);
    });
}

function drawModels({ models }: { readonly models: readonly ModelView[] }, paper: Paper): string {
  if (models.length === 0) return 'no model has had a request yet: land data for its dataset';
  return paper.table(
    [
      { title: 'MODEL', value: (view) => view.name },
      { title: 'SERVES', value: (view) => (view.champion === undefined ? '-' : `v${view.champion.version}`) },
      { title: 'SINCE', value: (view) => view.champion?.asOf.slice(0, 10) },
      { title: 'PROMISES', value: promise },
      { title: 'VERSIONS', value: (view) => view.versions.length },
      { title: 'CONTESTS', value: (view) => view.contests.length },
      { title: 'LAST REQUEST', value: lastRequest },
    ],
    models,
  );
}

function promise(view: ModelView): string {
  const serving = view.versions.find((version) => version.version === view.champion?.version);
  if (serving === undefined) return '-';
  const { metric, value, low, high } = serving.promised;
  return `${metric} ${value.toPrecision(4)} [${low.toPrecision(4)}, ${high.toPrecision(4)}]`;
}

function lastRequest(view: ModelView): string {
  const last = view.requests.at(-1);
  if (last === undefined) return '-';
  const why = last.refusals[0];
  return `${last.asOf.slice(0, 10)} ${last.cause}: ${last.status}${why === undefined ? '' : `, ${why.explanation}`}`;
}

function drawModel(view: ModelView, paper: Paper): string {
  const versions = paper.table(
    [
      { title: 'VERSION', value: (version) => `v${version.version}` },
      { title: 'STATUS', value: (version) => version.status },
      { title: 'TRAINED TO', value: (version) => version.trainEnd.slice(0, 10) },
      { title: 'ROWS', value: (version) => version.trainRows },
      {
        title: 'PROMISED',
        value: (version) => `${version.promised.metric} ${version.promised.value.toPrecision(4)}`,
      },
      { title: 'CONTEST', value: (version) => version.contestId },
    ],
    view.versions,
  );
  const contests = paper.table(
    [
      { title: 'CONTEST', value: (contest) => contest.contestId },
      { title: 'AS OF', value: (contest) => contest.asOf.slice(0, 10) },
      { title: 'CAUSE', value: (contest) => contest.cause },
      { title: 'OUTCOME', value: (contest) => contest.outcome ?? contest.status },
      { title: 'WHY', value: (contest) => contest.reasons?.[0] },
    ],
    view.contests,
  );
  const requests = paper.table(
    [
      { title: 'REQUEST', value: (request) => request.requestId },
      { title: 'AS OF', value: (request) => request.asOf.slice(0, 10) },
      { title: 'CAUSE', value: (request) => `${request.cause} (${request.subject})` },
      { title: 'STATUS', value: (request) => request.outcome ?? request.status },
      {
        title: 'WHY NOT',
        value: (request) => request.refusals.map((refusal) => refusal.explanation).join('; '),
      },
    ],
    view.requests,
  );
  const serves = view.champion === undefined ? 'nothing serves yet' : `v${view.champion.version} serves`;
  return [`${paper.heading(view.name)}  ${serves}`, versions, contests, requests].join('\n\n');
}

type History = { readonly events: Awaited<ReturnType<typeof readHistory>> };

function drawHistory({ events }: History, paper: Paper): string {
  return paper.table(
    [
      { title: 'AS OF', value: (event) => (event.asOf ?? event.at).slice(0, 10) },
      { title: 'EVENT', value: (event) => event.type },
      { title: 'BY', value: (event) => event.actor },
      { title: 'CAUSE', value: (event) => event.cause },
      { title: 'AFTER', value: (event) => JSON.stringify(event.after ?? {}) },
    ],
    events,
  );
}
