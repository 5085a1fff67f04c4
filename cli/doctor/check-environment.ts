/** Checks of the project and of the environment that --env names. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cloudStatus } from '#local/cloud/launch';
import { connect, LOCAL_ENVIRONMENT } from '../connect.ts';
import { attempt, type Check } from './finding.ts';

export const checkProject: Check = async ({ projectDirectory, environment }) => {
  if (!existsSync(join(projectDirectory, 'gyre.config.ts'))) {
    const fix = 'go to the folder of a project, name it with --project, or make one with `gyre init`';
    return { check: 'project', status: 'warn', found: `no gyre.config.ts in ${projectDirectory}`, fix };
  }
  return await attempt('project', async () => {
    const { loadCheckedProject } = await import('#lib/config/load-checked-project');
    const { datasets, models } = await loadCheckedProject(projectDirectory, environment);
    return { status: 'ok', found: `datasets: ${datasets.length}, models: ${models.length}` };
  });
};

export const checkLocalCloud: Check = async ({ projectDirectory }) => {
  const { state, running } = await cloudStatus(projectDirectory);
  const check = 'local cloud';
  if (state === 'running') return { check, status: 'ok', found: `runs at ${running?.emulator.url ?? ''}` };
  if (state === 'stopped') return { check, status: 'ok', found: 'stopped; `gyre local up` starts it' };
  const fix = 'run `gyre local down` and `gyre local up`; what it stored is kept';
  return { check, status: 'fail', found: 'one of its two processes is gone', fix };
};

/** Only asked where there is something to reach: a local cloud that is stopped is no fault. */
export const checkEnvironment: Check = async ({ environment, projectDirectory }) => {
  const check = 'environment';
  const isLocal = environment === LOCAL_ENVIRONMENT;
  if (isLocal && (await cloudStatus(projectDirectory)).state !== 'running') {
    return { check, status: 'ok', found: 'not asked: the local cloud does not run' };
  }
  return await attempt(
    check,
    async () => {
      const { accountId, region } = await connect(environment, projectDirectory);
      return { status: 'ok', found: `${environment} is deployed in account ${accountId}, ${region}` };
    },
    isLocal ? 'warn' : 'fail',
  );
};
