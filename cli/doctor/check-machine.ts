/** Checks of this machine: programs, packages, disk and ports. */
import { readFile, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { DEFAULT_PORT, DEFAULT_SAGEMAKER_PORT, readRunning } from '#local/cloud/launch';
import { assertPortFree } from '#local/cloud/ports';
import { requireNode24 } from '#local/cloud/require-node';
import { runCommand } from '#local/cloud/run-command';
import { findPython } from '#local/python/find-python';
import { attempt, type Check } from './finding.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const PROBE_SECONDS = 20;
const GIBIBYTE = 1024 ** 3;
/** A cloud with the example's year of data, its jobs and models takes about one. */
const COMFORTABLE_FREE_GIBIBYTES = 3;
const SMALLEST_FREE_GIBIBYTES = 0.5;
/** Pinned to one another: the CLI reads the assembly format that the library writes. */
const PINNED = ['aws-cdk-lib', 'aws-cdk', 'constructs'] as const;

export const checkNode: Check = async () =>
  await attempt('node', () => {
    requireNode24();
    return Promise.resolve({ status: 'ok', found: process.versions.node });
  });

export const checkNpm: Check = async ({ variables }) => {
  const { code, stdout } = await runCommand('npm', ['--version'], {
    env: variables,
    timeoutSeconds: PROBE_SECONDS,
  });
  if (code === 0) return { check: 'npm', status: 'ok', found: stdout.trim() };
  const fix = 'install Node with npm: `npm ci` brings and updates the packages of Gyre';
  return { check: 'npm', status: 'warn', found: 'no npm on PATH', fix };
};

export const checkPython: Check = async ({ variables }) =>
  await attempt('python', async () => ({ status: 'ok', found: await findPython(variables) }));

const manifestSchema = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

export const checkCdkPin: Check = async () => {
  const { dependencies, devDependencies } = await readManifest(REPOSITORY);
  const pins = { ...devDependencies, ...dependencies };
  const wrong: string[] = [];
  const right: string[] = [];
  for (const name of PINNED) {
    const pin = pins[name] ?? 'none';
    const installed = await readManifest(join(REPOSITORY, 'node_modules', name))
      .then(({ version }) => version)
      .catch(() => 'nothing');
    if (installed === pin) right.push(`${name} ${pin}`);
    else wrong.push(`${name} ${installed} installed, ${pin} pinned`);
  }
  if (wrong.length === 0) return { check: 'cdk', status: 'ok', found: right.join(', ') };
  const fix = `run \`npm ci\` in ${REPOSITORY}`;
  return { check: 'cdk', status: 'fail', found: wrong.join(', '), fix };
};

export const checkDisk: Check = async ({ projectDirectory }) => {
  const free = await freeGibibytes(projectDirectory);
  const found = `${free.toFixed(1)} GiB free at ${projectDirectory}`;
  if (free >= COMFORTABLE_FREE_GIBIBYTES) return { check: 'disk', status: 'ok', found };
  const status = free < SMALLEST_FREE_GIBIBYTES ? 'fail' : 'warn';
  const fix = `free some disk: the embedded cloud needs about ${COMFORTABLE_FREE_GIBIBYTES} GiB; \`gyre local reset\` removes what it stored`;
  return { check: 'disk', status, found, fix };
};

/** Ports that the project's own cloud holds are as they should be. */
export const checkPorts: Check = async ({ projectDirectory }) => {
  const running = await readRunning(projectDirectory);
  if (running !== undefined) {
    const { emulator, sagemaker } = running;
    const found = `${emulator.port} and ${sagemaker.port}, held by this project's cloud`;
    return { check: 'ports', status: 'ok', found };
  }
  return await attempt(
    'ports',
    async () => {
      const [emulator, sagemaker] = [DEFAULT_PORT, DEFAULT_SAGEMAKER_PORT];
      await assertPortFree({ port: emulator, title: 'the emulator', flag: '--port', wasOurs: false });
      const claim = { port: sagemaker, title: 'SageMaker local', flag: '--sagemaker-port', wasOurs: false };
      await assertPortFree(claim);
      return { status: 'ok', found: `${emulator} and ${sagemaker} are free` };
    },
    'warn',
  );
};

async function readManifest(folder: string): Promise<z.infer<typeof manifestSchema>> {
  return manifestSchema.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
}

/** Of the folder, or of the nearest one above it that exists. */
async function freeGibibytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return (bavail * bsize) / GIBIBYTE;
  } catch (error) {
    const parent = dirname(resolve(folder));
    if (parent === folder) throw error;
    return await freeGibibytes(parent);
  }
}
