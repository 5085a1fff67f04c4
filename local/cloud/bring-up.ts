/**
 * From a project folder to the deployed embedded cloud: Python environment, bundles, synthesis, start, deployment.
 * What is up to date already is not done again; the templates are the ones that `cdk deploy` takes to AWS.
 */
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundleLambdas } from '#build/bundle-lambdas';
import { loadCheckedProject } from '#lib/config/load-checked-project';
import { preparePythonEnvironment } from '#local/python/prepare-environment';
import { deployAssembly } from './deploy-assembly.ts';
import { localEnvironment } from './environment.ts';
import { LocalDeployError } from './errors.ts';
import { checkPorts, type RunningCloud, startCloud } from './launch.ts';
import { runCommand } from './run-command.ts';
import { cloudPaths, makeStateDirectory } from './state-directory.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');

export interface BringUpOptions {
  readonly projectDirectory: string;
  readonly port?: number;
  readonly sagemakerPort?: number;
  readonly onProgress: (line: string) => void;
}

export interface Prepared {
  readonly python: string;
  readonly assemblyDirectory: string;
}

/**
 * What needs no cloud: it takes its time on a new machine and next to none later. What a person has to mend comes
 * first: the project's files, then the folder, then the ports.
 * @throws InvalidProjectError and the others of `loadCheckedProject`; StateDirectoryError, PortBusyError
 */
export async function prepareProject(options: BringUpOptions): Promise<Prepared> {
  const { projectDirectory, onProgress } = options;
  await loadCheckedProject(projectDirectory, 'local');
  await makeStateDirectory(cloudPaths(projectDirectory));
  await checkPorts(options);
  const { python } = await preparePythonEnvironment({ root: REPOSITORY, onProgress });
  onProgress('bundling the functions');
  await bundleLambdas();
  onProgress('synthesizing the stacks');
  const assemblyDirectory = join(resolve(projectDirectory), '.gyre', 'assembly');
  await rm(assemblyDirectory, { recursive: true, force: true });
  const { code, stderr } = await runCommand(process.execPath, [join(REPOSITORY, 'bin', 'app.ts')], {
    cwd: REPOSITORY,
    env: {
      ...process.env,
      CDK_OUTDIR: assemblyDirectory,
      GYRE_PROJECT: resolve(projectDirectory),
      GYRE_ENV: 'local',
    },
  });
  if (code !== 0) {
    throw new LocalDeployError('the project could not be synthesized', {
      where: resolve(projectDirectory),
      received: stderr.trim(),
      fix: 'mend what the message names, then run the command again',
    });
  }
  return { python, assemblyDirectory };
}

export async function startAndDeploy(options: BringUpOptions, prepared: Prepared): Promise<RunningCloud> {
  const running = await startCloud({ ...options, python: prepared.python });
  await deployAssembly({
    assemblyDirectory: prepared.assemblyDirectory,
    stacks: [],
    environment: localEnvironment(running),
    onProgress: (line) => {
      // The CLI prints a line per resource; what people wait for is the stack.
      if (/^(✅|❌|bootstrapping|deploying)/.test(line.trim())) options.onProgress(line.trim());
    },
  });
  return running;
}

export async function bringUp(options: BringUpOptions): Promise<RunningCloud> {
  return startAndDeploy(options, await prepareProject(options));
}
