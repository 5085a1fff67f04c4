/** `gyre rollback <model>`: the version that served before, back in service. */
import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { previousVersion, startRollback } from '../actions/roll-back.ts';
import type { CommandContext } from '../context.ts';
import { readModel } from '../queries/read-models.ts';

export function registerRollbackCommands(program: Command, context: CommandContext): void {
  program
    .command('rollback <model>')
    .description('bring an earlier version back into service, at once; the smoke test still judges it')
    .option('--to <version>', 'default: the version that served before', parseVersion)
    .action(async (name: string, { to }: { to?: number }) => {
      const connection = await context.connect();
      const model = await readModel(await connection.registry(), name);
      const version = to ?? previousVersion(model);
      const serving = model.champion?.version;
      await context.confirm(`replace v${String(serving)} of ${name} by v${version}?`);
      context.progress(`deploying v${version}`);
      const asOf = context.asOf().toISOString();
      const outcome = await startRollback(connection, model, version, userInfo().username, asOf);
      const data = { model: name, from: serving ?? null, to: version, outcome };
      context.print({ ok: outcome === 'promoted', data });
    });
}

function parseVersion(text: string): number {
  const number = Number(text.replace(/^v/, ''));
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('a version is a number such as 2 or v2');
}
