/** `gyre teardown <env>`: removes what was created at run time, before the stacks go. */
import type { Command } from 'commander';
import type { SageMakerControl } from '#ports/sagemaker';
import type { CommandContext } from '../context.ts';

/** An endpoint uses its config, a config its model: in this order nothing is refused. */
const KINDS = ['Endpoint', 'EndpointConfig', 'Model'] as const;
const MOST_LOOKS = 120;
const POLL_MILLISECONDS = 1000;

export function registerTeardownCommands(program: Command, context: CommandContext): void {
  program
    .command('teardown')
    .description('remove endpoints, endpoint configs and models of the environment; data and stacks stay')
    .action(async () => {
      const { sageMaker, names } = await context.connect();
      const control = await sageMaker();
      const found = await listAll(control, `${names.prefix}-`);
      const total = Object.values(found).reduce((sum, list) => sum + list.length, 0);
      if (total > 0)
        await context.confirm(`remove ${total} resources of ${context.environment()} from SageMaker?`);
      for (const kind of KINDS) {
        for (const name of found[kind]) {
          context.progress(`${kind} ${name}`);
          await control.delete(kind, name);
        }
        if (kind === 'Endpoint') await waitUntilGone(control, found.Endpoint);
      }
      const left = await listAll(control, `${names.prefix}-`);
      const remaining = Object.values(left).flat();
      context.print({
        ok: remaining.length === 0,
        data: { removed: found, billableResourcesLeft: remaining },
      });
    });
}

async function listAll(control: SageMakerControl, prefix: string) {
  const found: Record<(typeof KINDS)[number], string[]> = { Endpoint: [], EndpointConfig: [], Model: [] };
  for (const kind of KINDS) {
    for await (const name of control.listNames(kind, prefix))
      if (name.startsWith(prefix)) found[kind].push(name);
  }
  return found;
}

async function waitUntilGone(control: SageMakerControl, endpoints: readonly string[]): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const states = await Promise.all(endpoints.map((name) => control.describeEndpoint(name)));
    if (states.every((state) => state === undefined)) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
}
