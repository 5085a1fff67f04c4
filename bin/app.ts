import { resolve } from 'node:path';
import { describeError, GyreError } from '#core/errors';
import { loadProject } from '#lib/config/load-project';
import { environmentCost, formatCost } from '#lib/cost/at-rest';
import { createApp } from '#lib/stacks/create-app';
import { createStacks } from '#lib/stacks/create-stacks';

/** The CDK app: loads a project's configuration and creates its stacks. */
const app = createApp();
const setting = (context: string, variable: string): string | undefined => {
  const value: unknown = app.node.tryGetContext(context);
  return typeof value === 'string' ? value : process.env[variable];
};

try {
  const project = await loadProject(
    resolve(setting('project', 'GYRE_PROJECT') ?? '.'),
    setting('environment', 'GYRE_ENV') ?? 'local',
  );
  const stacks = createStacks(app, project);
  process.stderr.write(`${formatCost(environmentCost(stacks))}\n`);
  app.synth();
} catch (error) {
  if (!(error instanceof GyreError)) throw error;
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
