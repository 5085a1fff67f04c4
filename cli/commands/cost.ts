/** `gyre cost`: what monitoring costs on AWS, at rest and a day, by service. Reads nothing and asks nobody. */
import { type Command, InvalidArgumentError } from 'commander';
import { adviceText, bestAdvice } from '#core/cost/advice';
import { type CostSheet, costSheet, dominantLine } from '#core/cost/cost-sheet';
import { DEFAULT_WORKLOAD, WORKLOAD_RANGES } from '#core/cost/workload';
import type { CommandContext } from '../context.ts';
import type { Paper } from '../output.ts';

interface CostOptions {
  readonly models: number;
  readonly capturesPerDay: number;
  readonly bytesPerCapture: number;
  readonly features: number;
  readonly retentionDays: number;
}

export function registerCostCommands(program: Command, context: CommandContext): void {
  const { models, capturesPerDay, bytesPerCapture, features, retentionDays } = DEFAULT_WORKLOAD;
  program
    .command('cost')
    .description('what monitoring costs on AWS: at rest a month, and a day by service')
    .option('--models <number>', 'models of the environment', numberIn('models'), models)
    .option(
      '--captures-per-day <number>',
      'answered requests of all models together; 1e9 is one billion',
      numberIn('capturesPerDay'),
      capturesPerDay,
    )
    .option(
      '--bytes-per-capture <bytes>',
      'a capture line, plain',
      numberIn('bytesPerCapture'),
      bytesPerCapture,
    )
    .option('--features <number>', 'features of a model', numberIn('features'), features)
    .option('--retention-days <days>', 'how long captures are kept', numberIn('retentionDays'), retentionDays)
    .addHelpText(
      'after',
      [
        '\nComputed from dated list prices and measured speeds (docs/scale.md); documented, not run on AWS. Endpoints,',
        'jobs, the front door, messages and events are not part of it.',
        '\nExamples:\n  gyre cost',
        '  gyre cost --models 40 --captures-per-day 1e9 --retention-days 7',
        '  gyre cost --captures-per-day 1000000000 --json',
      ].join('\n'),
    )
    .action((options: CostOptions) => {
      const sheet = costSheet({ ...DEFAULT_WORKLOAD, ...options });
      const data = {
        ...sheet,
        dominant: dominantLine(sheet).service,
        advice: bestAdvice(sheet) ?? null,
      };
      context.print({ ok: true, data }, drawSheet);
    });
}

/** A number of digits, or like `1e9`, within the range of the formulas. */
function numberIn(field: keyof typeof WORKLOAD_RANGES): (text: string) => number {
  const { least, most, unit } = WORKLOAD_RANGES[field];
  return (text) => {
    const value = /^\d+(\.\d+)?(e\d{1,2})?$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      `received ${text}, allowed is a whole number from ${least} to ${most} ${unit}`,
    );
  };
}

function drawSheet(sheet: CostSheet, paper: Paper): string {
  const { workload, work, prices, lines, atRestPerMonth, perDay, rowEngine } = sheet;
  const head = `${paper.heading(`$${dollars(atRestPerMonth)} a month at rest, $${dollars(perDay)} a day`)} with ${count(workload.capturesPerDay)} captures of ${workload.models} ${workload.models === 1 ? 'model' : 'models'}`;
  const basis = [
    `${gigabytes(work.plainBytes)} GB plain and ${gigabytes(work.storedBytes)} GB stored a day, kept ${workload.retentionDays} days`,
    `${count(work.calls)} calls (${work.mode}), ${count(Math.round(work.workerSeconds))} worker-seconds, labels joined by ${rowEngine}`,
  ].join('; ');
  const total = { service: 'in all', atRestPerMonth, perDay };
  const table = paper.table<{ service: string; atRestPerMonth: number; perDay: number }>(
    [
      { title: 'SERVICE', value: (line) => line.service },
      { title: 'AT REST $/MONTH', value: (line) => dollars(line.atRestPerMonth), align: 'right' },
      { title: '$/DAY', value: (line) => dollars(line.perDay), align: 'right' },
      {
        title: 'SHARE',
        value: (line) => `${((100 * line.perDay) / perDay).toFixed(1)} %`,
        align: 'right',
      },
    ],
    [...lines, total],
  );
  const most = dominantLine(sheet);
  return [
    head,
    basis,
    table,
    `most: ${most.service}, $${dollars(most.perDay)} a day`,
    `lower: ${adviceText(sheet)}`,
    `prices of ${prices.region}, ${prices.asOf}, on demand, without free tier: ${prices.standing}`,
  ].join('\n\n');
}

/** Cents where they say something, else two digits that do. */
function dollars(value: number): string {
  return value === 0 || value >= 0.1 ? value.toFixed(2) : value.toPrecision(2);
}

function gigabytes(bytes: number): string {
  return count(Number((bytes / 1e9).toPrecision(3)));
}

function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}
