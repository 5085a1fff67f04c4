/** `gyre metrics`: figures of models as OpenMetrics text, for agents that collect such. */
import type { Command } from 'commander';
import { fleetFamilies } from '#core/monitoring/metrics/fleet-families';
import { openMetricsText } from '#core/monitoring/metrics/open-metrics';
import type { CommandContext } from '../context.ts';
import { readFleet } from '../queries/read-fleet.ts';

export function registerMetricsCommands(program: Command, context: CommandContext): void {
  program
    .command('metrics [model]')
    .description('figures of models as OpenMetrics text: verdicts, quality, versions, requests, ledger')
    .addHelpText(
      'after',
      '\nExamples:\n  gyre metrics\n  gyre metrics air-time --json\n  gyre metrics --env prod > gyre.prom',
    )
    .action(async (name?: string) => {
      const { registry, store, names } = await context.connect();
      const sources = {
        ...{ registry: await registry(), store: await store(), reportsBucket: names.bucket('reports') },
      };
      const stands = await readFleet(sources, context.asOf(), name);
      const families = fleetFamilies(stands, { environment: context.environment() });
      context.print({ ok: true, data: { families } }, (data) => openMetricsText(data.families));
    });
}
