import { setTimeout as delay } from 'node:timers/promises';
import type { DeploymentRequest } from '#core/deployment/deployment-record';
import { identify } from '#core/registry/identify';
import type { Workflow } from '#ports/workflow';
import type { Connection } from '../connect.ts';
import { CommandRefusedError } from '../errors.ts';
import type { ModelView } from '../queries/read-models.ts';

const POLL_MILLISECONDS = 500;

/** What served before the version that serves now, by the deployments of the endpoint. */
export function previousVersion(model: ModelView): number {
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

/**
 * Starts the deployment machine and waits for its end.
 * @returns the deployment's outcome, `promoted` when it worked
 */
export async function startRollback(
  connection: Connection,
  model: ModelView,
  version: number,
  requestedBy: string,
  asOf: string,
): Promise<string> {
  const cause = identify('rb', { model: model.name, version, at: new Date().toISOString() });
  const request: DeploymentRequest = {
    model: model.name,
    version,
    kind: 'rollback',
    cause,
    asOf,
    requestedBy,
  };
  const workflow = await connection.workflow();
  await workflow.start(connection.names.machineArn('deployment'), cause, request);
  return ended(workflow, connection.names.executionArn('deployment', cause));
}

async function ended(workflow: Workflow, executionArn: string): Promise<string> {
  for (;;) {
    const execution = await workflow.describe(executionArn);
    if (execution !== undefined && execution.status !== 'RUNNING') {
      const outcome = (execution.output as { outcome?: unknown } | undefined)?.outcome;
      return typeof outcome === 'string' ? outcome : execution.status;
    }
    await delay(POLL_MILLISECONDS);
  }
}
