/** `gyre report <model>`: the page of a judgement or a contest, saved as one HTML file. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Connection } from '../connect.ts';
import type { CommandContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { findContestOf, readContestPage } from '../queries/read-contest-page.ts';
import { findJudgement, pageKey, REPORT_KINDS, type ReportKind } from '../queries/read-monitoring.ts';

interface ReportOptions {
  readonly kind: ReportKind | 'contest';
  readonly at?: string;
  readonly contest?: string;
  readonly out?: string;
}

interface Page {
  readonly name: string;
  readonly html: string;
  /** What the command answers beside the path. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export function registerReportCommands(program: Command, context: CommandContext): void {
  program
    .command('report <model>')
    .description('save the page of the newest judgement or contest and print its path')
    .addOption(
      new Option('--kind <kind>', 'what was judged').choices([...REPORT_KINDS, 'contest']).default('drift'),
    )
    .option('--at <time>', "the window's start or the day of judgement: 2013-05, 2013-06-15")
    .option('--contest <id>', 'the page of this contest; --kind contest is that of the newest')
    .option('--out <file>', 'default: .gyre/report/<name of the report> in the project')
    .addHelpText(
      'after',
      '\nExamples:\n  gyre report air-time\n  gyre report air-time --kind quality --at 2013-06-15\n  gyre report air-time --contest ct-1a32284d8420f8de\n  gyre report air-time --out may.html',
    )
    .action(async (model: string, options: ReportOptions) => {
      const page = await readPage(await context.connect(), model, options);
      const path = resolve(options.out ?? join(context.projectDirectory(), '.gyre', 'report', page.name));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, page.html);
      context.print({ ok: true, data: { model, ...page.facts, path } }, () => path);
    });
}

function readPage(connection: Connection, model: string, options: ReportOptions): Promise<Page> {
  const { kind, contest, at } = options;
  if (kind !== 'contest' && contest === undefined) return judgementPage(connection, model, { kind, at });
  if (at !== undefined)
    throw new UsageError('a contest is chosen by its id', {
      received: `--at ${at}`,
      fix: 'run `gyre contest ls`, then `gyre report <model> --contest <id>`',
    });
  return pageOfContest(connection, model, contest);
}

async function judgementPage(
  { registry, store, names }: Connection,
  model: string,
  { kind, at }: { readonly kind: ReportKind; readonly at: string | undefined },
): Promise<Page> {
  const item = await findJudgement(await registry(), model, kind, at);
  const key = pageKey(item.reportKey);
  const html = await (await store()).readText({ bucket: names.bucket('reports'), key });
  const { status, reason, version } = item;
  return { name: `${model}-${kind}-${basename(key)}`, html, facts: { version, kind, status, reason } };
}

/** A contest stores evidence and decision alone: its page is drawn here. */
async function pageOfContest(
  { registry, store, names }: Connection,
  model: string,
  contestId: string | undefined,
): Promise<Page> {
  const found = await findContestOf(await registry(), model, contestId);
  const html = await readContestPage(await store(), names.bucket('artifacts'), found);
  const { contest } = found;
  return {
    name: `${model}-contest-${contest.contestId}.html`,
    html,
    facts: { kind: 'contest', contestId: contest.contestId, outcome: contest.outcome ?? contest.status },
  };
}
