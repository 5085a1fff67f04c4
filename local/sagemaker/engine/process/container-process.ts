/** One container: a process group that cannot outlive the engine, with its lines, its end and a way to stop it. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { lineSplitter } from './log-lines.ts';

export interface ContainerCommand {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly onLine: (line: string) => void;
}

export interface ContainerEnd {
  /** Exit code; 128 + signal number when a signal ended it; 127 when it could not be started. */
  readonly code: number;
  /** The newest lines of standard error, oldest first. */
  readonly stderrTail: string;
}

export interface ContainerProcess {
  readonly pid: number | undefined;
  readonly ended: Promise<ContainerEnd>;
  /** Resolves when the program says that it is ready (file descriptor 3); never when it ends before. */
  readonly ready: Promise<void>;
  /** Asks for an orderly end: SIGTERM to the script, SIGKILL after the grace. */
  stop(graceSeconds: number): void;
  /** SIGKILL to the whole group. */
  kill(): void;
}

const TAIL_CHARACTERS = 8_192;
const SIGNAL_CODES: Readonly<Record<string, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGKILL: 137,
  SIGSEGV: 139,
  SIGTERM: 143,
};
const OTHER_SIGNAL_CODE = 128;

export function startContainer(options: ContainerCommand): ContainerProcess {
  const [program = '', ...parameters] = options.command;
  const child = spawn(program, parameters, {
    cwd: options.directory,
    env: options.environment,
    // A group of its own: a terminal's Ctrl-C reaches the engine alone, which then ends its containers in order.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  let stderrTail = '';
  const splitters = (['stdout', 'stderr'] as const).map((name) => {
    const splitter = lineSplitter(options.onLine);
    child[name].setEncoding('utf8').on('data', (text: string) => {
      splitter.push(text);
      if (name === 'stderr') stderrTail = (stderrTail + text).slice(-TAIL_CHARACTERS);
    });
    return splitter;
  });
  // Writing to a container that ended already is no event.
  child.stdin.on('error', () => undefined);
  const readyLine = child.stdio[3] as Readable | null;
  const ready = new Promise<void>((resolve) => readyLine?.once('data', () => resolve()));
  readyLine?.on('error', () => undefined);

  let startError: string | undefined;
  child.once('error', (error) => (startError = error.message));
  const ended = new Promise<ContainerEnd>((resolve) => {
    child.once('close', (code, signal) => {
      for (const splitter of splitters) splitter.end();
      const byCode = startError === undefined ? code : 127;
      resolve({
        code: byCode ?? SIGNAL_CODES[signal ?? ''] ?? OTHER_SIGNAL_CODE,
        stderrTail: startError ?? stderrTail,
      });
    });
  });
  const kill = (): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
  };
  return {
    pid: child.pid,
    ended,
    ready,
    kill,
    stop(graceSeconds) {
      child.stdin.write(`stop ${graceSeconds}\n`);
    },
  };
}
