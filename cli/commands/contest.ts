/** `gyre contest ls|show|replay`: how a candidate was judged, and the proof that it would be judged so again. */
import type { Command } from 'commander';
import { type EvidenceDocument, evidenceOf } from '#core/training/evidence-document';
import type { ContestDecision } from '#core/training/gate';
import type { ObjectStore } from '#ports/object-store';
import { drawGuards } from '../actions/draw-contest-guards.ts';
import { drawThreshold } from '../actions/draw-threshold.ts';
import { hasEvidence, readContestFiles, replayContest } from '../actions/replay-contest.ts';
import type { CommandContext } from '../context.ts';
import type { Paper } from '../output.ts';
import { findContest, type FoundContest, listModels } from '../queries/read-models.ts';

export function registerContestCommands(program: Command, context: CommandContext): void {
  const contest = program
    .command('contest')
    .description('contests between a candidate, the champion and former champions');
  contest
    .command('ls')
    .description('all contests, oldest first')
    .action(async () => {
      const { registry } = await context.connect();
      const models = await listModels(await registry());
      const contests = models.flatMap(({ name, contests: own }) =>
        own.map((found) => ({ model: name, contest: found })),
      );
      context.print({ ok: true, data: { contests } }, drawContests);
    });
  contest
    .command('show <contest>')
    .description('the evidence and every clause of the decision, or why there is none')
    .action(async (contestId: string) => {
      const { registry, store, names } = await context.connect();
      const found = await findContest(await registry(), contestId);
      const data: ContestView = hasEvidence(found)
        ? { ...found, ...(await readJudged(await store(), names.bucket('artifacts'), found)) }
        : { ...found, evidence: null, decision: null };
      context.print({ ok: true, data }, drawContest);
    });
  contest
    .command('replay <contest>')
    .description('computes evidence and decision again from the stored scores and compares byte for byte')
    .action(async (contestId: string) => {
      const { registry, store, names } = await context.connect();
      const found = await findContest(await registry(), contestId);
      const data = await replayContest(await store(), names.bucket('artifacts'), found);
      context.print({ ok: data.isEvidenceEqual && data.isDecisionEqual, data });
    });
}

function drawContests({ contests }: { readonly contests: readonly FoundContest[] }, paper: Paper): string {
  return paper.table(
    [
      { title: 'CONTEST', value: (line) => line.contest.contestId },
      { title: 'MODEL', value: (line) => line.model },
      { title: 'AS OF', value: (line) => line.contest.asOf.slice(0, 10) },
      { title: 'CAUSE', value: (line) => line.contest.cause },
      { title: 'OUTCOME', value: (line) => line.contest.outcome ?? line.contest.status },
      {
        title: 'VERSION',
        value: (line) => (line.contest.winner === undefined ? '-' : `v${line.contest.winner}`),
      },
    ],
    contests,
  );
}

interface Judged {
  readonly evidence: EvidenceDocument;
  readonly decision: ContestDecision;
}

/** A contest that failed, was not held or is still open has nothing to judge by. */
type ContestView = FoundContest & (Judged | { readonly evidence: null; readonly decision: null });

async function readJudged(store: ObjectStore, bucket: string, found: FoundContest): Promise<Judged> {
  const { document, decisionText } = await readContestFiles(store, bucket, found);
  return { evidence: document, decision: JSON.parse(decisionText) as ContestDecision };
}

function drawContest(view: ContestView, paper: Paper): string {
  const { model, contest } = view;
  const head = `${paper.heading(contest.contestId)}  ${model}, as of ${contest.asOf.slice(0, 10)}: ${contest.outcome ?? contest.status}`;
  if (view.evidence !== null) return [head, ...drawJudged(view, paper)].join('\n\n');
  return [head, ...(contest.reasons ?? []).map((reason) => `  because ${reason}`)].join('\n');
}

function drawJudged({ evidence, decision }: Judged, paper: Paper): readonly string[] {
  const { frozen } = evidence;
  const { metric, contenders, rows, blocks } = evidenceOf(evidence);
  const held = `hold-out ${frozen.holdoutStart.slice(0, 10)} to ${frozen.holdoutEnd.slice(0, 10)}, ${rows} rows in ${blocks} blocks; trained on ${frozen.trainRows} rows before it`;
  const interval = (value: { readonly value: number; readonly low: number; readonly high: number }) =>
    `${value.value.toPrecision(4)} [${value.low.toPrecision(4)}, ${value.high.toPrecision(4)}]`;
  const scores = paper.table(
    [
      { title: 'CONTENDER', value: (own) => own.contender },
      { title: metric.toUpperCase(), value: (own) => interval(own.primary) },
      {
        title: 'AGAINST CHAMPION',
        value: (own) => (own.difference === undefined ? '-' : interval(own.difference)),
      },
      { title: 'P', value: (own) => own.difference?.pValue.toPrecision(2) },
    ],
    contenders,
  );
  const clauses = paper.table(
    [
      { title: '', value: (clause) => (clause.passed ? 'ok' : 'NO') },
      { title: 'CLAUSE', value: (clause) => clause.name },
      { title: 'CONTENDER', value: (clause) => clause.contender },
      { title: 'WHAT', value: (clause) => clause.explanation },
    ],
    decision.clauses,
  );
  return [held, scores, ...drawGuards(contenders, paper), ...drawThreshold(evidence, paper), clauses];
}
