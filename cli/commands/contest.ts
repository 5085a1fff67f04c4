/** `gyre contest ls|show|replay`: how a candidate was judged, and the proof that it would be judged so again. */
import type { Command } from 'commander';
import { canonicalJson } from '#core/registry/canonical-json';
import { compiledModelSchema } from '#core/config/compiled-model';
import { decisionDocument } from '#core/training/decision-document';
import { type EvidenceDocument, evidenceDocumentSchema, evidenceOf } from '#core/training/evidence-document';
import { evaluateContenders } from '#core/training/evaluate-contenders';
import { indexBlocks } from '#core/training/evaluation-table';
import { type ContestDecision, judgeContest } from '#core/training/gate';
import { readScores } from '#core/training/read-scores';
import type { ObjectStore } from '#ports/object-store';
import type { CommandContext } from '../context.ts';
import { UnknownThingError } from '../errors.ts';
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
    .description('the evidence and every clause of the decision')
    .action(async (contestId: string) => {
      const { registry, store, names } = await context.connect();
      const found = await findContest(await registry(), contestId);
      const files = await readFiles(await store(), names.bucket('artifacts'), found);
      const decision = JSON.parse(files.decisionText) as ContestDecision;
      context.print({ ok: true, data: { ...found, evidence: files.document, decision } }, drawContest);
    });
  contest
    .command('replay <contest>')
    .description('computes evidence and decision again from the stored scores and compares byte for byte')
    .action(async (contestId: string) => {
      const { registry, store, names } = await context.connect();
      const found = await findContest(await registry(), contestId);
      const data = await replay(await store(), names.bucket('artifacts'), found);
      context.print({ ok: data.isEvidenceEqual && data.isDecisionEqual, data });
    });
}

async function readFiles(store: ObjectStore, bucket: string, { contest }: FoundContest) {
  if (contest.evidenceKey === undefined || contest.decisionKey === undefined) {
    throw new UnknownThingError('this contest has no evidence', {
      received: `${contest.contestId}: ${contest.outcome ?? contest.status}`,
      fix: `its reasons: ${(contest.reasons ?? ['it is still open']).join('; ')}`,
    });
  }
  const evidenceText = await store.readText({ bucket, key: contest.evidenceKey });
  const decisionText = await store.readText({ bucket, key: contest.decisionKey });
  return { evidenceText, decisionText, document: evidenceDocumentSchema.parse(JSON.parse(evidenceText)) };
}

async function replay(store: ObjectStore, bucket: string, found: FoundContest) {
  const { evidenceText, decisionText, document } = await readFiles(store, bucket, found);
  const { contest, frozen, evidence } = document;
  const folder = `models/${found.model}/contests/${contest.contestId}`;
  const text = (key: string) => store.readText({ bucket, key });
  const config = compiledModelSchema.parse(JSON.parse(await text(contest.configKey)));
  const predictions = new Map<string, Float64Array>();
  let labels = new Float64Array();
  for (const { contender } of document.contenders) {
    const key = `${folder}/scores/${contender}.csv`;
    const scores = readScores(await text(key), frozen.holdoutRows, key);
    labels = Float64Array.from(scores.labels);
    predictions.set(contender, scores.predictions);
  }
  const blocks = (await text(`${folder}/blocks.csv`)).trimEnd().split('\n');
  const again = evaluateContenders(
    { labels, ...indexBlocks(blocks), predictions },
    {
      problem: config.problem,
      metric: config.evaluation.metric,
      draws: config.evaluation.gate.bootstrapDraws,
      seed: contest.contestId,
      naive: frozen.naive,
      champion: evidence.champion,
      scoringSeconds: Object.fromEntries(
        evidence.contenders.map((own) => [own.contender, own.scoringSeconds]),
      ),
    },
  );
  const decision = judgeContest(again, contest.candidateId, config.evaluation.gate);
  const isEvidenceEqual = canonical({ ...document, evidence: again }) === evidenceText;
  const isDecisionEqual = decisionDocument(contest.contestId, decision) === decisionText;
  return { contestId: contest.contestId, isEvidenceEqual, isDecisionEqual, outcome: decision.outcome };
}

/** As evidence.json was written: NaN became null on the way. */
function canonical(document: unknown): string {
  return canonicalJson(JSON.parse(JSON.stringify(document)));
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

interface ContestView extends FoundContest {
  readonly evidence: EvidenceDocument;
  readonly decision: ContestDecision;
}

function drawContest({ model, contest, evidence, decision }: ContestView, paper: Paper): string {
  const { frozen } = evidence;
  const { metric, contenders, rows, blocks } = evidenceOf(evidence);
  const head = `${paper.heading(contest.contestId)}  ${model}, as of ${contest.asOf.slice(0, 10)}: ${contest.outcome ?? contest.status}`;
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
  return [head, held, scores, clauses].join('\n\n');
}
