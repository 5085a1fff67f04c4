import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_POLICY } from '#core/monitoring/table/table-policy';
import type { CommandContext } from '../context.ts';
import type { ModelVersionChoice } from './captured-window.ts';

const FORMATS = ['text', 'github', 'junit', 'sarif'] as const;

interface FilesOptions {
  readonly baseline: string;
  readonly report?: string;
  readonly format: (typeof FORMATS)[number];
  readonly header: boolean;
  readonly time?: string;
  readonly ignore: readonly string[];
  readonly prediction?: string;
  readonly modelVersion?: ModelVersionChoice;
  readonly minimumRows: number;
  readonly minimumThreshold: number;
}

const { minimumRows: MINIMUM_ROWS, minimumThreshold: MINIMUM_THRESHOLD, calibrationFactor } = DEFAULT_POLICY;

export function registerDriftFiles(drift: Command, context: CommandContext): void {
  drift
    .command('files <path...>')
    .description(
      'rows in CSV or capture files, or folders of them, against those in a file; exits with 1 on drift',
    )
    .requiredOption(
      '--baseline <file>',
      'CSV of training rows, baseline.json, or statistics.json of Model Monitor',
    )
    .option('--report <file>', 'save the page there')
    .addOption(new Option('--format <format>', 'what to print').choices(FORMATS).default('text'))
    .option('--no-header', 'the first line of CSV files is a row')
    .option(
      '--time <column>',
      "the baseline's column of times, for thresholds; default: the first of days or times",
    )
    .option('--ignore <columns>', 'columns of the baseline that are no inputs: label,id', parseNames, [])
    .option('--prediction <column>', "the baseline's column of answers, to compare with captured ones")
    .option(
      '--model-version <number|any>',
      'of captures of several versions, the one to compare, or all together',
      parseVersion,
    )
    .option('--minimum-rows <rows>', 'fewer say nothing', parseRows, MINIMUM_ROWS)
    .option(
      '--minimum-threshold <index>',
      'the least stability index that is drift',
      parseIndex,
      MINIMUM_THRESHOLD,
    )
    .addHelpText(
      'after',
      [
        '\nNeeds no cloud and no project. Files may be plain, .gz or .zst. Columns are found by name; captured rows',
        'hold the columns of the baseline in their order, without time, ignored ones and answers.',
        '\nExamples:\n  gyre drift files may.csv --baseline train.csv --report may.html',
        '  gyre drift files captures/ --baseline train.csv --ignore label --format junit > drift.xml',
      ].join('\n'),
    )
    .action(async (paths: readonly string[], options: FilesOptions) => {
      const { driftOfFiles, drawFilesVerdict } = await import('./drift-files.ts');
      const { baseline, report, header, time, ignore, prediction, modelVersion } = options;
      const { minimumRows, minimumThreshold } = options;
      const verdict = await driftOfFiles({
        ...{ paths, baseline, hasHeader: header, ignored: ignore, asOf: context.asOf() },
        ...(time === undefined ? {} : { time }),
        ...(prediction === undefined ? {} : { prediction }),
        ...(modelVersion === undefined ? {} : { modelVersion }),
        ...(report === undefined ? {} : { page: report }),
        policy: { minimumRows, minimumThreshold, calibrationFactor },
        warn: (line) => context.warn(line),
        tell: (line) => context.progress(line),
      });
      const format = await formatter(options.format);
      context.print({ ok: verdict.status !== 'drifted', data: verdict }, format ?? drawFilesVerdict);
    });
}

/** Loaded when asked for. */
async function formatter(format: FilesOptions['format']) {
  if (format === 'github') return (await import('./github-format.ts')).githubFormat;
  if (format === 'junit') return (await import('./junit-format.ts')).junitFormat;
  if (format === 'sarif') return (await import('./sarif-format.ts')).sarifFormat;
  return undefined;
}

function parseNames(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}

function parseVersion(text: string): ModelVersionChoice {
  const version = Number(text);
  if (text === 'any') return text;
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(version)) return version;
  throw new InvalidArgumentError('a version is a whole number from 1, or any');
}

function parseRows(text: string): number {
  const rows = Number(text);
  if (Number.isInteger(rows) && rows > 0) return rows;
  throw new InvalidArgumentError('rows are a whole number from 1');
}

function parseIndex(text: string): number {
  const index = Number(text);
  if (index > 0 && index <= 10) return index;
  throw new InvalidArgumentError('an index is a number above 0, such as 0.25');
}
