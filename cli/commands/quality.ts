/** `gyre quality ls|show`: what came true, against what the contest promised. */
import type { Command } from 'commander';
import type { QualityItem } from '#core/monitoring/monitoring-records';
import type { WindowReport } from '#core/monitoring/window-report';
import type { CommandContext } from '../context.ts';
import type { Paper } from '../output.ts';
import { qualityNotes } from '../quality-notes.ts';
import { findJudgement, listJudged, readReport } from '../queries/read-monitoring.ts';

export function registerQualityCommands(program: Command, context: CommandContext): void {
  const quality = program.command('quality').description('judged quality: joined rows against the promise');
  quality
    .command('ls [model]')
    .description('every judgement with its verdict, oldest first')
    .addHelpText('after', '\nExamples:\n  gyre quality ls\n  gyre quality ls air-time --json')
    .action(async (name?: string) => {
      const { registry } = await context.connect();
      const models = await listJudged(await registry(), name);
      const judged = models.flatMap(({ model, quality: own }) => own.map((item) => ({ model, ...item })));
      context.print({ ok: true, data: { judged } }, drawJudged);
    });
  quality
    .command('show <model>')
    .description('the newest judgement, day by day')
    .option('--day <day>', 'the day of the judgement: 2013-06-15')
    .addHelpText(
      'after',
      '\nExamples:\n  gyre quality show air-time\n  gyre quality show air-time --day 2013-06-15',
    )
    .action(async (name: string, { day }: { day?: string }) => {
      const { registry, store, names } = await context.connect();
      const item = await findJudgement(await registry(), name, 'quality', day);
      const report = await readReport(await store(), names.bucket('reports'), item);
      context.print({ ok: true, data: { ...item, report } }, drawQuality);
    });
}

type JudgedLine = QualityItem & { readonly model: string };

function drawJudged({ judged }: { readonly judged: readonly JudgedLine[] }, paper: Paper): string {
  if (judged.length === 0)
    return 'no quality was judged yet: labels have to be joined, and a day of judgement to come';
  return paper.table(
    [
      { title: 'MODEL', value: (line) => line.model },
      { title: 'DAY', value: (line) => line.day },
      { title: 'VERSION', value: (line) => `v${line.version}` },
      { title: 'ROWS', value: (line) => line.rows },
      { title: 'VALUE', value: (line) => line.value?.toPrecision(4) },
      { title: 'PROMISED', value: (line) => line.promised.toPrecision(4) },
      { title: 'VERDICT', value: (line) => line.status },
      { title: 'WHY', value: (line) => line.reason },
    ],
    judged,
  );
}

type QualityView = Awaited<ReturnType<typeof findJudgement>> & { readonly report: WindowReport };

function drawQuality({ report, reportKey }: QualityView, paper: Paper): string {
  const { model, version, windowEnd, status, reason, quality } = report;
  const head = `${paper.heading(`${model} v${version}`)}  ${windowEnd.slice(0, 10)}: ${status} (${reason})`;
  const why = qualityNotes(report).join('\n');
  if (quality === undefined)
    return [head, why, `report ${reportKey}`].filter((part) => part !== '').join('\n\n');
  const basis = `${quality.rows} joined rows on ${quality.days} days, ${quality.from} to ${quality.to}; limit ${quality.limit} x the promise; report ${reportKey}`;
  const table = paper.table(
    [
      { title: 'DAY', value: (own) => own.day },
      { title: 'ROWS', value: (own) => own.rows },
      { title: quality.metric.toUpperCase(), value: (own) => own.value?.toPrecision(4) },
    ],
    quality.byDay,
  );
  return [head, why, basis, table].filter((part) => part !== '').join('\n\n');
}
