import { type Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { modelNames } from '../queries/read-monitoring.ts';

const HOUR = /^(\d{4}-\d\d-\d\dT([01]\d|2[0-3]))(:00(:00)?Z)?$/;

interface Options {
  readonly from: string;
  readonly to: string;
}

/** `gyre drift sketch`: what was captured in some hours and nobody has counted, counted. */
export function registerDriftSketch(drift: Command, context: CommandContext): void {
  drift
    .command('sketch <models...>')
    .description(
      'count captured hours that nobody has counted: events that were lost, hours nobody looked at',
    )
    .requiredOption('--from <hour>', 'first hour of the captures, in wall time: 2026-11-21T07', parseHour)
    .requiredOption('--to <hour>', 'the hour behind the last one', parseHour)
    .addHelpText(
      'after',
      [
        '\nStarts the state machine `sketching`. What was counted is left out, so a repeat is harmless.',
        '\nExamples:\n  gyre drift sketch air-time --from 2026-11-21T07 --to 2026-11-21T09',
      ].join('\n'),
    )
    .action(async (models: string[], { from, to }: Options) => {
      if (from >= to) {
        throw new UsageError('the hours end before they begin', {
          received: `--from ${from} --to ${to}`,
          fix: '--to is the hour behind the last one: for one hour the next',
        });
      }
      const { workflow, registry, names } = await context.connect();
      for (const model of models) await modelNames(await registry(), model);
      // A name of its own for each call: the claims of the hours are what makes two of them one.
      const name = `by-hand-${from}-${Date.now()}`;
      await (await workflow()).start(names.machineArn('sketching'), name, { from, to, models });
      context.print(
        { ok: true, data: { started: names.executionArn('sketching', name), from, to, models } },
        () => `started ${name}; windows over these hours are judged again by the next tick: gyre drift run`,
      );
    });
}

function parseHour(text: string): string {
  const [, hour] = HOUR.exec(text) ?? [];
  if (hour !== undefined && !Number.isNaN(Date.parse(`${hour}:00:00Z`))) return hour;
  throw new InvalidArgumentError('hours are written like 2026-11-21T07, UTC');
}
