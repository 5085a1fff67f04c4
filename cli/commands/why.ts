/** `gyre why <id>`: the reasons behind a model's state, a version, a request or a contest, from the ledger. */
import type { Command } from 'commander';
import type { DeploymentRecord } from '#core/deployment/deployment-record';
import type { ContestRecord } from '#core/training/training-records';
import type { CommandContext } from '../context.ts';
import { UnknownThingError } from '../errors.ts';
import { listModels, type ModelView } from '../queries/read-models.ts';

interface Answer {
  readonly about: string;
  readonly answer: string;
  readonly because: readonly string[];
}

export function registerWhyCommands(program: Command, context: CommandContext): void {
  program
    .command('why <what>')
    .description('why a model is as it is: a model, <model>@v<n>, a request rr-… or a contest ct-…')
    .action(async (what: string) => {
      const { registry } = await context.connect();
      const models = await listModels(await registry());
      const answer = models.map((model) => answerOf(model, what)).find((found) => found !== undefined);
      if (answer === undefined) {
        throw new UnknownThingError('nothing has this name', {
          received: what,
          allowed: 'a model, <model>@v<n>, a request rr-… or a contest ct-…',
          fix: 'run `gyre model ls`, `gyre contest ls` or `gyre model show <model>`',
        });
      }
      context.print({ ok: true, data: answer }, ({ about, answer: text, because }) =>
        [`${about}: ${text}`, ...because.map((reason) => `  because ${reason}`)].join('\n'),
      );
    });
}

function answerOf(model: ModelView, what: string): Answer | undefined {
  if (what === model.name) return ofModel(model) ?? ofWaiting(model);
  const version = /^(.+)@v(\d+)$/.exec(what);
  if (version?.[1] === model.name) return ofVersion(model, Number(version[2]));
  const request = model.requests.find(({ requestId }) => requestId === what);
  if (request !== undefined) {
    const refusals = request.refusals.map((refusal) => `${refusal.code}: ${refusal.explanation}`);
    const held = model.contests.find(({ requestId }) => requestId === what);
    const accepted =
      request.outcome === undefined ? 'it was accepted' : `its contest ended ${request.outcome}`;
    return {
      about: what,
      answer: request.status,
      because: refusals.length > 0 ? refusals : [accepted, ...(held?.reasons ?? [])],
    };
  }
  const contest = model.contests.find(({ contestId }) => contestId === what);
  if (contest === undefined) return undefined;
  const asked = `${contest.cause} asked as of ${contest.asOf.slice(0, 10)} (${contest.requestId})`;
  return {
    about: what,
    answer: contest.outcome ?? contest.status,
    because: [asked, ...(contest.reasons ?? [])],
  };
}

function ofModel(model: ModelView): Answer | undefined {
  return model.champion === undefined ? undefined : ofVersion(model, model.champion.version);
}

/** The newest wish, the newest contest, which may be of an older one, and what became of its winner. */
function ofWaiting(model: ModelView): Answer {
  const last = model.requests.at(-1);
  const contest = model.contests.at(-1);
  const because = [
    ...(last?.refusals.map((refusal) => `${refusal.code}: ${refusal.explanation}`) ?? []),
    ...(contest === undefined ? [] : [ofContest(contest), ...(contest.reasons ?? [])]),
    ...ofRelease(model.deployments.at(-1)),
  ];
  const nothing = last === undefined ? 'no request was made' : `request ${last.requestId} is ${last.status}`;
  return {
    about: model.name,
    answer: 'nothing serves yet',
    because: because.length > 0 ? because : [nothing],
  };
}

function ofContest({ contestId, outcome }: ContestRecord): string {
  return outcome === undefined ? `contest ${contestId} is open` : `contest ${contestId} ended ${outcome}`;
}

function ofRelease(release: DeploymentRecord | undefined): readonly string[] {
  if (release === undefined) return [];
  const ending = release.outcome === undefined ? 'is open' : `ended ${release.outcome}`;
  const reason = release.reason === undefined ? '' : `: ${release.reason}`;
  return [`deployment ${release.deploymentId} ${ending}${reason}`];
}

function ofVersion(model: ModelView, number: number): Answer | undefined {
  const version = model.versions.find((candidate) => candidate.version === number);
  if (version === undefined) return undefined;
  const contest = model.contests.find(({ contestId }) => contestId === version.contestId);
  const release = model.deployments.filter((deployment) => deployment.version === number).at(-1);
  const { metric, value } = version.promised;
  return {
    about: `${model.name} v${number}`,
    answer: version.status,
    because: [
      `it was trained on ${version.trainRows} rows to ${version.trainEnd.slice(0, 10)} (dataset version ${version.datasetVersion}, revision ${version.revision})`,
      `contest ${version.contestId} ended ${contest?.outcome ?? 'unknown'}: ${metric} ${value.toPrecision(4)}`,
      ...(contest === undefined ? [] : [`request ${contest.requestId} asked for it: ${contest.cause}`]),
      ...ofRelease(release),
    ],
  };
}
