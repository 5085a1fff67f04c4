/** The official Python client's parser, in a folder of its own below `.gyre/`, made once for each pin. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand } from '#local/cloud/run-command';
import { preparePythonEnvironment } from '#local/python/prepare-environment';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const PACKAGES = join(REPOSITORY, '.gyre', 'open-metrics');
const STAMP = join(PACKAGES, 'requirements.sha256');
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const INSTALL_TIMEOUT_SECONDS = 300;

export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly help: string;
  readonly samples: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

/** @returns a function that parses a text, or fails with what the client said */
export async function officialParser(): Promise<(text: string) => Promise<readonly ParsedFamily[]>> {
  const { python } = await preparePythonEnvironment({ root: REPOSITORY });
  const digest = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex');
  if ((await readFile(STAMP, 'utf8').catch(() => '')) !== digest) {
    await rm(PACKAGES, { recursive: true, force: true });
    await mkdir(PACKAGES, { recursive: true });
    const options = ['--quiet', '--disable-pip-version-check', '--require-hashes', '--no-deps', '--target'];
    const result = await runCommand(
      python,
      ['-m', 'pip', 'install', ...options, PACKAGES, '-r', REQUIREMENTS],
      { env: process.env, timeoutSeconds: INSTALL_TIMEOUT_SECONDS },
    );
    if (result.code !== 0) throw new Error(`the parser cannot be installed: ${result.stderr.slice(-2000)}`);
    await writeFile(STAMP, digest);
  }
  return (text) => parse(python, text);
}

function parse(python: string, text: string): Promise<readonly ParsedFamily[]> {
  return new Promise((answer, refuse) => {
    const program = spawn(python, [join(import.meta.dirname, 'parse_metrics.py')], {
      env: { PATH: process.env['PATH'], PYTHONPATH: PACKAGES },
    });
    let [out, err] = ['', ''];
    program.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    program.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    program.once('error', refuse);
    program.once('close', (code) => {
      if (code === 0) answer(JSON.parse(out) as readonly ParsedFamily[]);
      else refuse(new Error(err.slice(-2000)));
    });
    program.stdin.end(text);
  });
}
