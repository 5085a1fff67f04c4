/** The processes in which the embedded cloud runs functions: finding them, and ending one that is at work. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

interface FunctionProcess {
  readonly pid: number;
  /** The function's name, such as `gyre-local-freeze-holdout`. */
  readonly name: string;
}

const LOOK_MILLISECONDS = 20;
/** Where the emulator unpacks a function. */
const FUNCTION_FOLDER = /ministack-lambda-(.+)-[a-z0-9_]{8}\//;

/** Children of the emulator; a warm process stays for its next call. */
function functionProcesses(emulatorPid: number): readonly FunctionProcess[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    const name = FUNCTION_FOLDER.exec(command)?.[1];
    return Number(parent) === emulatorPid && name !== undefined ? [{ pid: Number(pid), name }] : [];
  });
}

/**
 * Ends the process of each named function once, with SIGKILL and in the middle of its work, while something is done.
 * @returns whose process was ended
 */
export async function killOnceAtWork(
  emulatorPid: number,
  names: ReadonlySet<string>,
  during: () => Promise<void>,
): Promise<ReadonlySet<string>> {
  const killed = new Set<string>();
  const over = new AbortController();
  const watch = async () => {
    while (!over.signal.aborted) {
      for (const { pid, name } of functionProcesses(emulatorPid)) {
        if (names.has(name) && !killed.has(name) && isAtWork(pid) && hasKilled(pid)) killed.add(name);
      }
      await delay(LOOK_MILLISECONDS);
    }
  };
  await Promise.all([during().finally(() => over.abort()), watch()]);
  return killed;
}

function hasKilled(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
    return false;
  }
}

/** Its first connection is its first call of a service. Where connections cannot be seen: from its start. */
function isAtWork(pid: number): boolean {
  if (process.platform !== 'linux') return true;
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((fd) => readlinkSync(`${folder}/${fd}`).startsWith('socket:'));
  } catch {
    // It has ended meanwhile, or closed what was looked at.
    return false;
  }
}
