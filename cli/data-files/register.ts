/** `gyre data profile` and `gyre data contract infer|check|diff`: files and contracts, without a cloud. */
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { type DescribedTable, describeTable } from '#core/data/describe/describe-table';
import { diffContracts } from '#core/data/describe/diff-contracts';
import { inferContract as inferFromTable } from '#core/data/describe/infer-contract';
import { profilePage } from '#core/data/describe/profile-page';
import { contractText } from '#core/monitoring/model-monitor/suggest-contract';
import { drawProfile, inferContract, profileFile } from '../actions/read-model-monitor.ts';
import type { CommandContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { checkFile, drawCheck } from './check-file.ts';
import { drawDifferences, drawFacts } from './draw-facts.ts';
import { openTable } from './open-table.ts';
import { readContract } from './read-contract.ts';

export function registerDataFiles(data: Command, context: CommandContext): void {
  data
    .command('profile <file>')
    .description('what a CSV file holds, column by column; or what a statistics.json of Model Monitor says')
    .option('--report <file>', 'save the page there')
    .addHelpText(
      'after',
      [
        '\nExamples:\n  gyre data profile flights.csv --report flights.html',
        '  gyre data profile flights.csv.gz --json',
        "  gyre data profile statistics.json     in this project's bins",
      ].join('\n'),
    )
    .action(async (file: string, { report }: { readonly report?: string }) => {
      if (file.endsWith('.json')) {
        const imported = profileFile(file);
        for (const line of imported.unknown) context.warn(line);
        context.print({ ok: true, data: imported }, drawProfile);
        return;
      }
      const { failure, ...facts } = await describeFile(file, context);
      if (report !== undefined) writeFileSync(report, profilePage({ file: basename(file), ...facts }));
      const found = { ...facts, ...(failure === undefined ? {} : { failure }) };
      context.print({ ok: failure === undefined, data: found }, drawFacts);
    });
  const contract = data.command('contract').description('data contracts');
  registerInfer(contract, context);
  contract
    .command('check <file>')
    .description('would this file be accepted as an upload? Exits with 1 if not')
    .requiredOption('--dataset <name>', 'a dataset of the project, or a dataset.yaml')
    .addHelpText(
      'after',
      '\nExamples:\n  gyre data contract check may.csv --dataset flights\n  gyre data contract check may.csv --dataset dataset.yaml --json',
    )
    .action(async (file: string, { dataset }: { readonly dataset: string }) => {
      const config = readContract(dataset, context.projectDirectory());
      const checked = await checkFile(file, config, {
        asOf: context.asOf(),
        tell: (line) => context.progress(line),
      });
      context.print({ ok: checked.verdict === 'accept', data: checked }, drawCheck);
    });
  contract
    .command('diff <before> <after>')
    .description(
      'what two contracts ask otherwise; exits with 1 if uploads that were accepted may be refused',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  gyre data contract diff old.yaml datasets/flights/dataset.yaml\n  gyre data contract diff old.yaml flights --json',
    )
    .action((before: string, after: string) => {
      const [old, now] = [before, after].map((named) => readContract(named, context.projectDirectory()));
      if (old === undefined || now === undefined) return;
      const differences = diffContracts(old, now);
      const ok = differences.every(({ effect }) => effect !== 'narrower' && effect !== 'meaning');
      context.print({ ok, data: { differences } }, drawDifferences);
    });
}

interface InferOptions {
  readonly from?: string;
  readonly name?: string;
  readonly owner: string;
  readonly key?: readonly string[];
  readonly eventTime?: string;
  readonly label?: readonly string[];
}

function registerInfer(contract: Command, context: CommandContext): void {
  contract
    .command('infer [file]')
    .description('a dataset.yaml from a CSV file, or its columns from a constraints.json of Model Monitor')
    .option('--from <file>', 'the constraints.json')
    .option('--name <dataset>', 'of the dataset; default: of the file')
    .option('--owner <team>', 'who answers for it', 'somebody')
    .option('--key <columns>', 'columns that tell rows apart: city,id', names)
    .option('--event-time <column>', 'a timestamp column, UTC')
    .option('--label <columns>', 'what a model learns to tell', names)
    .addHelpText(
      'after',
      [
        '\nExamples:\n  gyre data contract infer flights.csv --key id --event-time departure > datasets/flights/dataset.yaml',
        '  gyre data contract infer --from constraints.json >> datasets/rides/dataset.yaml',
      ].join('\n'),
    )
    .action(async (file: string | undefined, options: InferOptions) => {
      const { from } = options;
      if ((file === undefined) === (from === undefined)) {
        throw new UsageError('a contract is inferred from one file', {
          received: file === undefined ? 'no file' : 'two files',
          allowed: 'a CSV file, or --from with a constraints.json',
          fix: 'name one of them',
        });
      }
      if (from !== undefined) {
        const suggested = inferContract(from);
        for (const line of suggested.notes) context.warn(line);
        context.print({ ok: true, data: suggested }, ({ columns }) => contractText(columns));
        return;
      }
      await inferFromFile(file ?? '', options, context);
    });
}

async function inferFromFile(file: string, options: InferOptions, context: CommandContext): Promise<void> {
  const { failure, ...facts } = await describeFile(file, context);
  const { name = nameOf(file), owner, key, eventTime, label } = options;
  const inferred = inferFromTable(facts, {
    ...{ name, owner },
    ...(key === undefined ? {} : { key }),
    ...(eventTime === undefined ? {} : { eventTime }),
    ...(label === undefined ? {} : { labels: label }),
  });
  for (const line of inferred.notes) context.warn(line);
  context.print({ ok: failure === undefined, data: inferred }, ({ text }) => text.trimEnd());
}

async function describeFile(file: string, context: CommandContext): Promise<DescribedTable> {
  const described = await describeTable(await openTable(file, (line) => context.progress(line)));
  const { failure } = described;
  if (failure !== undefined) context.warn(`read to line ${failure.line} only: ${failure.detail}`);
  return described;
}

/** A file's name as a dataset may be called. */
function nameOf(file: string): string {
  const [stem = ''] = basename(file).toLowerCase().split('.');
  const name = stem.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^[^a-z]+|-+$/g, '');
  return name === '' ? 'dataset' : name.slice(0, 32);
}

function names(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}
