/** `gyre report <model>`: the page of a judgement, saved as one HTML file. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../context.ts';
import { findJudgement, pageKey, REPORT_KINDS, type ReportKind } from '../queries/read-monitoring.ts';

interface ReportOptions {
  readonly kind: ReportKind;
  readonly at?: string;
  readonly out?: string;
}

export function registerReportCommands(program: Command, context: CommandContext): void {
  program
    .command('report <model>')
    .description('save the page of the newest judgement and print its path')
    .addOption(new Option('--kind <kind>', 'what was judged').choices(REPORT_KINDS).default('drift'))
    .option('--at <time>', "the window's start or the day of judgement: 2013-05, 2013-06-15")
    .option('--out <file>', 'default: .gyre/report/<name of the report> in the project')
    .addHelpText(
      'after',
      '\nExamples:\n  gyre report air-time\n  gyre report air-time --kind quality --at 2013-06-15\n  gyre report air-time --out may.html',
    )
    .action(async (model: string, { kind, at, out }: ReportOptions) => {
      const { registry, store, names } = await context.connect();
      const item = await findJudgement(await registry(), model, kind, at);
      const key = pageKey(item.reportKey);
      const page = await (await store()).readText({ bucket: names.bucket('reports'), key });
      const name = `${model}-${kind}-${basename(key)}`;
      const path = resolve(out ?? join(context.projectDirectory(), '.gyre', 'report', name));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, page);
      const { status, reason, version } = item;
      context.print({ ok: true, data: { model, version, kind, status, reason, path } }, () => path);
    });
}
