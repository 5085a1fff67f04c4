/** `gyre drift ls|show|run|sketch|replay|files`: windows of what a version was asked, against what it was trained on. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Tick } from '#core/config/tick';
import type { WindowItem } from '#core/monitoring/monitoring-records';
import { effectText } from '#core/monitoring/effect-text';
import type { FeatureVerdict, WindowReport } from '#core/monitoring/window-report';
import { drawDriftReplays } from '../actions/draw-drift-replay.ts';
import type { CommandContext } from '../context.ts';
import { registerDriftFiles } from '../drift-files/register.ts';
import { leftOutText } from '../left-out-text.ts';
import type { Paper } from '../output.ts';
import { registerDriftSketch } from './drift-sketch.ts';
import { findJudgement, listJudged, readReport } from '../queries/read-monitoring.ts';

export function registerDriftCommands(program: Command, context: CommandContext): void {
  const drift = program.command('drift').description('judged windows: inputs against the training rows');
  drift
    .command('ls [model]')
    .description('every judged window with its verdict, oldest first')
    .addHelpText('after', '\nExamples:\n  gyre drift ls\n  gyre drift ls air-time --json')
    .action(async (name?: string) => {
      const { registry } = await context.connect();
      const judged = await listJudged(await registry(), name);
      const windows = judged.flatMap(({ model, windows: own }) =>
        own.map((window) => ({ model, ...window })),
      );
      context.print({ ok: true, data: { windows } }, drawWindows);
    });
  drift
    .command('show <model>')
    .description('the newest judged window, feature by feature')
    .option('--window <start>', 'beginning of the window: 2013-05 or 2013-05-01')
    .addHelpText(
      'after',
      '\nExamples:\n  gyre drift show air-time\n  gyre drift show air-time --window 2013-05',
    )
    .action(async (name: string, { window }: { window?: string }) => {
      const { registry, store, names } = await context.connect();
      const item = await findJudgement(await registry(), name, 'drift', window);
      const report = await readReport(await store(), names.bucket('reports'), item);
      context.print({ ok: true, data: { ...item, report } }, drawWindow);
    });
  drift
    .command('run [model]')
    .description('send a tick: do what is due for one model, or all, as of --as-of')
    .addHelpText(
      'after',
      '\nExamples:\n  gyre drift run\n  gyre drift run air-time --as-of 2013-06-01T06:00:00Z',
    )
    .action(async (name?: string) => {
      const { queue, names } = await context.connect();
      const tick: Tick = { kind: 'tick', target: name ?? 'platform', asOf: context.asOf().toISOString() };
      await (await queue()).send(names.queueUrl('ticks'), [tick]);
      context.print(
        { ok: true, data: { sent: tick } },
        () => `sent; what comes of it: gyre drift ls${name === undefined ? '' : ` ${name}`}`,
      );
    });
  registerDriftSketch(drift, context);
  registerReplay(drift, context);
  registerDriftFiles(drift, context);
}

const DEFAULT_DAYS = 90;

function registerReplay(drift: Command, context: CommandContext): void {
  drift
    .command('replay [model]')
    .description('which verdicts, alarms and retrains another policy would have given, against what happened')
    .requiredOption('--policy <file>', 'a model.yaml, or a file with its parts monitoring and retraining')
    .option('--since <days>', 'how far back from the newest judgement, such as 90d', parseDays, DEFAULT_DAYS)
    .addHelpText(
      'after',
      [
        '\nReads stored sketches, baselines and reports, and changes nothing. Parts of a file change what is',
        'deployed key by key; a whole model.yaml replaces it. Versions that served are taken as they were.',
        '\nExamples:\n  gyre drift replay --policy new.yaml --since 90d',
        '  gyre drift replay air-time --policy models/air-time/model.yaml --since 365d --json',
      ].join('\n'),
    )
    .action(async (model: string | undefined, { policy, since }: { policy: string; since: number }) => {
      const connection = await context.connect();
      // Parsers of YAML and the steps' own code: only this command needs them.
      const { replayDrift } = await import('../actions/replay-drift.ts');
      const replays = await replayDrift(connection, {
        ...{ policyFile: policy, days: since, asOf: context.asOf(), warn: (line) => context.warn(line) },
        ...(model === undefined ? {} : { model }),
      });
      context.print({ ok: true, data: { replays } }, drawDriftReplays);
    });
}

function parseDays(text: string): number {
  const [, days] = /^([1-9]\d{0,4})d$/.exec(text) ?? [];
  if (days !== undefined) return Number(days);
  throw new InvalidArgumentError('so many days are written like 90d');
}

type WindowLine = WindowItem & { readonly model: string };

function drawWindows({ windows }: { readonly windows: readonly WindowLine[] }, paper: Paper): string {
  if (windows.length === 0) return 'no window was judged yet: one has to close, and a tick to come';
  return paper.table(
    [
      { title: 'MODEL', value: (line) => line.model },
      { title: 'FROM', value: (line) => line.start.slice(0, 10) },
      { title: 'TO', value: (line) => line.end.slice(0, 10) },
      { title: 'VERSION', value: (line) => `v${line.version}` },
      { title: 'REVISION', value: (line) => line.revision },
      { title: 'ROWS', value: (line) => line.rows },
      { title: 'VERDICT', value: verdictOf },
      { title: 'WHY', value: (line) => line.reason },
    ],
    windows,
  );
}

function verdictOf({ status, isConfirmed }: Pick<WindowItem, 'status' | 'isConfirmed'>): string {
  return isConfirmed ? `${status}, confirmed` : status;
}

type WindowView = Awaited<ReturnType<typeof findJudgement>> & { readonly report: WindowReport };

function drawWindow({ report, isConfirmed, reportKey }: WindowView, paper: Paper): string {
  const { model, version, windowStart, windowEnd, rows, referenceRows, status, reason, coverage } = report;
  const head = `${paper.heading(`${model} v${version}`)}  ${windowStart.slice(0, 10)} to ${windowEnd.slice(0, 10)}: ${verdictOf({ status, isConfirmed })} (${reason})`;
  const { answeredRequests: answered, capturedRequests: captured = 0 } = coverage;
  const asked = answered === undefined ? '' : ` ${captured} of ${answered} answered requests captured;`;
  const basis = `${rows} rows against ${referenceRows} training rows;${asked} ${leftOutText(coverage)}; report ${reportKey}`;
  const worst = report.features.toSorted((a, b) => b.psi / b.threshold - a.psi / a.threshold);
  const features = report.prediction === undefined ? worst : [...worst, report.prediction];
  const share = (value: number) => `${(100 * value).toFixed(1)} %`;
  const table = paper.table<FeatureVerdict>(
    [
      { title: 'FEATURE', value: (own) => own.feature },
      { title: 'VERDICT', value: (own) => own.status },
      { title: 'PSI', value: (own) => own.psi.toFixed(3) },
      { title: 'THRESHOLD', value: (own) => own.threshold.toFixed(3) },
      { title: 'WENT', value: (own) => own.direction },
      { title: 'MOST TELLING', value: tellingOf },
      { title: 'MEDIAN', value: (own) => `${figure(own.medianBefore)} -> ${figure(own.medianNow)}` },
      {
        title: 'MISSING',
        value: (own) => `${share(own.missingShareBefore)} -> ${share(own.missingShareNow)}`,
      },
    ],
    features,
  );
  return [head, basis, ...seasonOf(report), table].join('\n\n');
}

/** What the season explains and what it does not, where the model declares one. */
function seasonOf({ season }: WindowReport): readonly string[] {
  if (season === undefined) return [];
  if (season.status === 'no-history') return [`season (${season.kind}): no history yet`];
  const named = (verdict: 'expected' | 'new') =>
    season.features.filter((one) => one.verdict === verdict).map(({ feature }) => feature);
  const spans = season.spans.map(({ start, end }) => `${start.slice(0, 10)} to ${end.slice(0, 10)}`);
  const lists = (['expected', 'new'] as const).map(
    (verdict) => `${verdict}: ${named(verdict).join(', ') || 'nothing'}`,
  );
  return [`season (${season.kind}, ${spans.join(', ')}): ${lists.join('; ')}`];
}

/** The test that says most, and what it says. */
function tellingOf({ test, effect, unit, withoutTest }: FeatureVerdict): string {
  if (withoutTest !== undefined) return `not tested: ${withoutTest}`;
  return `${test} ${effectText(effect, unit)}`.trim();
}

function figure(value: number | null): string {
  return value === null ? '-' : value.toPrecision(4);
}
