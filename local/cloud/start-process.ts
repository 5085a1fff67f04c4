/** Starts one process of the embedded cloud in a group of its own and waits, for a bounded time, until it answers. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';
import { CloudStartError } from './errors.ts';
import type { Environment } from './environment.ts';
import { identifyProcess, stopProcess, type ProcessIdentity } from './process-identity.ts';

const POLL_MILLISECONDS = 50;
const PROBE_TIMEOUT_MILLISECONDS = 1000;
const LOG_LINES_IN_ERROR = 3;

export interface ProcessPlan {
  /** For messages: `the emulator`. */
  readonly title: string;
  readonly command: readonly [string, ...string[]];
  readonly environment: Environment;
  readonly workingDirectory: string;
  readonly logFile: string;
  /** Ready when a GET of it is answered with a status that `isReady` takes. */
  readonly healthUrl: string;
  /** Default: any status below 500. */
  readonly isReady?: (status: number) => boolean;
  readonly timeoutSeconds: number;
}

/**
 * @returns the process, detached: it outlives this one
 * @throws CloudStartError with the last lines of its log when it ended or stayed silent
 */
export async function startProcess(plan: ProcessPlan): Promise<ProcessIdentity> {
  const [program, ...parameters] = plan.command;
  if (existsSync(plan.logFile)) renameSync(plan.logFile, `${plan.logFile}.1`);
  const log = openSync(plan.logFile, 'a', 0o600);
  const child = spawn(program, parameters, {
    env: { ...plan.environment },
    cwd: plan.workingDirectory,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended: { reason: string | undefined } = { reason: undefined };
  child.once('error', (error) => (ended.reason = error.message));
  child.once(
    'exit',
    (code, signal) => (ended.reason ??= `it ended with ${signal ?? `exit code ${code ?? 0}`}`),
  );
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  const deadline = performance.now() + plan.timeoutSeconds * 1000;
  const isReady = plan.isReady ?? ((status: number) => status < 500);
  while (ended.reason === undefined && performance.now() < deadline) {
    const status = await probe(plan.healthUrl);
    if (status !== undefined && isReady(status) && identity !== undefined) {
      child.removeAllListeners();
      child.unref();
      return identity;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
  if (identity !== undefined) await stopProcess(identity, 2);
  throw new CloudStartError(`${plan.title} did not start`, {
    where: plan.logFile,
    received: [ended.reason ?? `no answer within ${plan.timeoutSeconds} s`, ...lastLines(plan.logFile)].join(
      '; ',
    ),
    fix: 'read the log; `gyre local reset` starts afresh, `gyre doctor` checks this machine',
  });
}

async function probe(url: string): Promise<number | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MILLISECONDS) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

function lastLines(file: string): readonly string[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.slice(-LOG_LINES_IN_ERROR).map((line) => line.trim());
}
