/**
 * Who a process is, beyond its number. Numbers are used again: a process is only ever signalled when it is still
 * the one that was started, told by the time the kernel gave it at its start.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** Start time as the system tells it; opaque, compared only. */
  readonly startToken: string;
}

const POLL_MILLISECONDS = 25;
const REAP_MILLISECONDS = 5000;
/** In an environment variable of all our processes, with the state directory as value. */
export const OWNER_VARIABLE = 'GYRE_LOCAL_STATE';

/** @returns undefined when there is no such process, or only its remains (a zombie) */
export function startTokenOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // The name in parentheses may hold blanks and parentheses: count fields after the last one.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    }
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return started === '' ? undefined : started;
  } catch {
    return undefined;
  }
}

export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const startToken = startTokenOf(pid);
  return startToken === undefined ? undefined : { pid, startToken };
}

/** True when this very process still runs; false for a stranger that got its number. */
export function isRunning(identity: ProcessIdentity): boolean {
  return startTokenOf(identity.pid) === identity.startToken;
}

/**
 * Asks a process to end, waits, then ends its whole group. A process that is not ours any more is left alone.
 * @returns true when it was running
 */
export async function stopProcess(identity: ProcessIdentity, graceSeconds: number): Promise<boolean> {
  if (!isRunning(identity)) return false;
  send(identity.pid, 'SIGTERM');
  const deadline = performance.now() + graceSeconds * 1000;
  while (isRunning(identity) && performance.now() < deadline) await pause();
  if (isRunning(identity)) send(-identity.pid, 'SIGKILL');
  while (isRunning(identity) && performance.now() < deadline + 5000) await pause();
  return true;
}

/**
 * Ends what a killed cloud left behind: processes that carry the state directory in their environment.
 * @returns their numbers; always empty where the system does not show environments
 */
export async function reapOrphans(stateRoot: string): Promise<readonly number[]> {
  if (process.platform !== 'linux') return [];
  const mark = `${OWNER_VARIABLE}=${stateRoot}`;
  const orphans = readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid)
    .filter((pid) => readEnvironment(pid).includes(mark) && startTokenOf(pid) !== undefined);
  for (const pid of orphans) send(pid, 'SIGKILL');
  // A port that one of them inherited is free when it is gone, a moment after the signal.
  const deadline = performance.now() + REAP_MILLISECONDS;
  while (orphans.some((pid) => startTokenOf(pid) !== undefined) && performance.now() < deadline)
    await pause();
  return orphans;
}

export function readEnvironment(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // it ended by itself meanwhile
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
}
