/**
 * The real `sagemaker-training` toolkit in an environment of its own, made once and kept in `.gyre/`.
 *
 * The toolkit is a source distribution, so what builds it is pinned by hash too and build isolation is off.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findPython } from '#local/python/find-python';
import { runCommand } from '#local/cloud/run-command';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const ENVIRONMENT = join(REPOSITORY, '.gyre', 'conformance-venv');
const REQUIREMENT_FILES = ['requirements-build.txt', 'requirements.txt'];
const STAMP = join(ENVIRONMENT, 'requirements.sha256');
const INSTALL_TIMEOUT_SECONDS = 900;

export interface Toolkit {
  readonly python: string;
  /** The console script that the toolkit installs. */
  readonly train: string;
}

export async function prepareToolkit(): Promise<Toolkit> {
  const toolkit = { python: join(ENVIRONMENT, 'bin', 'python'), train: join(ENVIRONMENT, 'bin', 'train') };
  const hash = createHash('sha256');
  for (const name of REQUIREMENT_FILES) hash.update(await readFile(join(import.meta.dirname, name)));
  const digest = hash.digest('hex');
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === digest) return toolkit;

  await rm(ENVIRONMENT, { recursive: true, force: true });
  await mkdir(ENVIRONMENT, { recursive: true });
  await mustRun(await findPython(process.env), ['-m', 'venv', ENVIRONMENT]);
  for (const name of REQUIREMENT_FILES) {
    const options = ['--quiet', '--disable-pip-version-check', '--require-hashes', '--no-build-isolation'];
    await mustRun(toolkit.python, ['-m', 'pip', 'install', ...options, '-r', name]);
  }
  await writeFile(STAMP, digest);
  return toolkit;
}

async function mustRun(command: string, parameters: readonly string[]): Promise<void> {
  const result = await runCommand(command, parameters, {
    env: process.env,
    cwd: import.meta.dirname,
    timeoutSeconds: INSTALL_TIMEOUT_SECONDS,
  });
  if (result.code !== 0)
    throw new Error(`${command} ${parameters.join(' ')} failed: ${result.stderr.slice(-2000)}`);
}
