/** `gyre rollback <model>`: the version that served before, back in service. */
import { type Command, InvalidArgumentError } from 'commander';
import { userInfo } from 'node:os';
import type { DeploymentRequest } from '#core/deployment/deployment-record';
import { identify } from '#core/registry/identify';
import type { Workflow } from '#ports/workflow';
import type { CommandContext } from '../context.ts';
import { CommandRefusedError } from '../errors.ts';
import { type ModelView, readModel } from '../queries/read-models.ts';

const POLL_MILLISECONDS = 500;

export function registerRollbackCommands(program: Command, context: CommandContext): void {
  program
    .command('rollback <model>')
    .description('bring an earlier version back into service, at once; the smoke test still judges it')
    .option('--to <version>', 'default: the version that served before', parseVersion)
    .action(async (name: string, { to }: { to?: number }) => {
      const { registry, workflow, names } = await context.connect();
      const model = await readModel(await registry(), name);
      const version = to ?? previousVersion(model);
      const serving = model.champion?.version;
      await context.confirm(`replace v${String(serving)} of ${name} by v${version}?`);
      const request: DeploymentRequest = {
        model: name,
        version,
        kind: 'rollback',
        cause: identify('rb', { model: name, version, at: new Date().toISOString() }),
        asOf: context.asOf().toISOString(),
        requestedBy: userInfo().username,
      };
      const machine = await workflow();
      await machine.start(names.machineArn('deployment'), request.cause, request);
      context.progress(`deployment ${request.cause} started`);
      const outcome = await ended(machine, names.executionArn('deployment', request.cause));
      context.print({
        ok: outcome === 'promoted',
        data: { model: name, from: serving ?? null, to: version, outcome },
      });
    });
}

/** What served before the version that serves now, by the deployments of the endpoint. */
function previousVersion(model: ModelView): number {
  const serving = model.champion?.version;
  const before = model.deployments
    .filter((deployment) => deployment.outcome === 'promoted' && deployment.version !== serving)
    .at(-1);
  if (before !== undefined) return before.version;
  throw new CommandRefusedError('there is no earlier version to go back to', {
    where: model.name,
    received: serving === undefined ? 'nothing serves' : `v${serving} is the only version that ever served`,
    fix: 'name a registered version with --to; `gyre model show` lists them',
  });
}

async function ended(workflow: Workflow, executionArn: string): Promise<string> {
  for (;;) {
    const execution = await workflow.describe(executionArn);
    if (execution !== undefined && execution.status !== 'RUNNING') {
      const outcome = (execution.output as { outcome?: unknown } | undefined)?.outcome;
      return typeof outcome === 'string' ? outcome : execution.status;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
}

function parseVersion(text: string): number {
  const number = Number(text.replace(/^v/, ''));
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('a version is a number such as 2 or v2');
}
