/**
 * Makes `<root>/.venv`, the Python of the embedded cloud and of the local jobs, from the hashed requirement files
 * beside this file. uv installs in seconds; where it cannot be had, pip does the same slower.
 *
 * A stamp written last holds the digest of the requirement files: an environment that was cut off half-way, or
 * belongs to other pins, is made anew, and a good one costs one file read.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PythonEnvironmentError } from '../cloud/errors.ts';
import { withLock } from '../cloud/lock.ts';
import { runCommand, type CommandResult } from '../cloud/run-command.ts';
import { findPython } from './find-python.ts';
import { readIndexSettings } from './index-settings.ts';

/** Everything, with all that it needs in turn. */
const REQUIREMENTS = 'requirements.txt';
/** What builds the source distributions among them, which `--no-build-isolation` takes from the environment. */
const BUILD_REQUIREMENTS = 'requirements-build.txt';
const UV_REQUIREMENTS = 'requirements-uv.txt';
const STAMP = 'gyre-requirements.sha256';
const INSTALL_TIMEOUT_SECONDS = 1200;

export interface PrepareOptions {
  /** Folder that gets `.venv`: the repository, or the user's project. */
  readonly root: string;
  /** Default: silent. */
  readonly onProgress?: (line: string) => void;
  /** Default: `process.env`. Registry settings for pip and uv are taken from it. */
  readonly env?: NodeJS.ProcessEnv;
  /** False installs with pip alone. Default: uv where it can be had. */
  readonly mayUseUv?: boolean;
  /** Folder of the requirement files. Default: the one of this file. */
  readonly requirementsDirectory?: string;
}

export interface PythonEnvironment {
  /** Path of the interpreter inside `.venv`. */
  readonly python: string;
  readonly uvUsed: boolean;
  /** 0 when the environment was there already. */
  readonly seconds: number;
}

/**
 * @throws PythonMissingError when no Python fits
 * @throws PythonEnvironmentError when neither uv nor pip could install the pinned packages
 */
export async function preparePythonEnvironment(options: PrepareOptions): Promise<PythonEnvironment> {
  const locks = join(options.root, '.gyre');
  await mkdir(locks, { recursive: true });
  const lock = {
    path: join(locks, 'python.lock'),
    meaning: 'the Python environment is being prepared',
    waitSeconds: INSTALL_TIMEOUT_SECONDS,
  };
  return await withLock(lock, () => prepare(options));
}

async function prepare(options: PrepareOptions): Promise<PythonEnvironment> {
  const env = options.env ?? process.env;
  const directory = options.requirementsDirectory ?? import.meta.dirname;
  const venv = join(options.root, '.venv');
  const python = join(venv, 'bin', 'python');
  const digest = await digestOf(directory);
  const stamp = await readFile(join(venv, STAMP), 'utf8').catch(() => '');
  const isReady = stamp.startsWith(digest) && (await works(python, env));
  if (isReady) return { python, uvUsed: stamp.endsWith('uv'), seconds: 0 };

  const start = performance.now();
  const progress = options.onProgress ?? (() => undefined);
  const base = await findPython(env);
  progress(`making ${venv} with ${base}`);
  await rm(venv, { recursive: true, force: true });
  mustSucceed(await runCommand(base, ['-m', 'venv', venv], { env }), 'making the virtual environment');
  const pipInstall = (file: string, ...more: readonly string[]): Promise<CommandResult> =>
    runCommand(
      python,
      [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--disable-pip-version-check',
        '--require-hashes',
        ...more,
        '-r',
        file,
      ],
      { env, cwd: directory, timeoutSeconds: INSTALL_TIMEOUT_SECONDS },
    );

  mustSucceed(await pipInstall(BUILD_REQUIREMENTS), 'installing what builds packages');
  const uvUsed =
    (options.mayUseUv ?? true) && (await installWithUv({ venv, python, directory, env, base, progress }));
  if (!uvUsed) {
    progress('installing the pinned packages with pip');
    mustSucceed(await pipInstall(REQUIREMENTS, '--no-build-isolation'), 'installing the pinned packages');
  }
  await writeFile(join(venv, STAMP), `${digest} ${uvUsed ? 'uv' : 'pip'}`);
  return { python, uvUsed, seconds: (performance.now() - start) / 1000 };
}

interface UvTask {
  readonly venv: string;
  readonly python: string;
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly base: string;
  readonly progress: (line: string) => void;
}

/** False when uv cannot be had or fails: a missing accelerator is no reason to stop. */
async function installWithUv(task: UvTask): Promise<boolean> {
  const { python, directory, env, progress } = task;
  const listing = await runCommand(python, ['-m', 'pip', 'config', 'list'], { env });
  const settings = readIndexSettings(listing.stdout, env);
  if (settings.isIndexForbidden) return false;

  // An environment of its own: uv is a tool of the installation, not something a job should be able to import.
  const tools = join(task.venv, 'tools');
  const made = await runCommand(task.base, ['-m', 'venv', '--without-pip', tools], { env });
  const installed = await runCommand(
    python,
    ['-m', 'pip', '--python', join(tools, 'bin', 'python'), 'install', '--quiet', '--require-hashes'].concat([
      '--only-binary=:all:',
      '--disable-pip-version-check',
      '-r',
      UV_REQUIREMENTS,
    ]),
    { env, cwd: directory, timeoutSeconds: INSTALL_TIMEOUT_SECONDS },
  );
  if (made.code !== 0 || installed.code !== 0) {
    progress('uv is not to be had here');
    return false;
  }
  progress('installing the pinned packages with uv');
  const result = await runCommand(
    join(tools, 'bin', 'uv'),
    [
      'pip',
      'install',
      '--quiet',
      '--python',
      python,
      '--require-hashes',
      '--no-build-isolation',
      '-r',
      REQUIREMENTS,
    ],
    {
      env: {
        ...env,
        ...settings.variables,
        UV_NO_CONFIG: env['UV_NO_CONFIG'] ?? '0',
        UV_LINK_MODE: env['UV_LINK_MODE'] ?? 'copy',
      },
      cwd: directory,
      timeoutSeconds: INSTALL_TIMEOUT_SECONDS,
    },
  );
  if (result.code !== 0) progress(`uv failed, pip goes on: ${lastLine(result.stderr)}`);
  return result.code === 0;
}

async function digestOf(directory: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of [BUILD_REQUIREMENTS, REQUIREMENTS]) hash.update(await readFile(join(directory, name)));
  return hash.digest('hex');
}

/** A copied or moved folder, or a removed base Python, leaves an interpreter that does not start. */
async function works(python: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const probe = await runCommand(python, ['-I', '-c', 'import ministack'], { env, timeoutSeconds: 20 });
  return probe.code === 0;
}

function mustSucceed(result: CommandResult, what: string): void {
  if (result.code === 0) return;
  throw new PythonEnvironmentError(`${what} failed`, {
    received: lastLine(result.stderr) || lastLine(result.stdout) || `exit code ${result.code}`,
    fix: 'check that pip reaches its package index (`pip config list`), then run the command again',
  });
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('[notice]'));
  return lines.at(-1)?.trim() ?? '';
}
