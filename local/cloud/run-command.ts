/** Runs a program to its end and keeps what it printed: the one way this tree calls foreign commands. */
import { spawn } from 'node:child_process';

export interface CommandResult {
  /** Exit code; 127 when the program could not be started, 124 when it ran out of time. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Default: no limit. */
  readonly timeoutSeconds?: number;
  /** Called for each full line, of either stream. Default: lines are only kept. */
  readonly onLine?: (line: string) => void;
}

/** @returns code and output; never throws for a failing or missing program, because that is an expected outcome. */
export function runCommand(
  command: string,
  parameters: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, [...parameters], {
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    const output = { stdout: '', stderr: '' };
    let hasTimedOut = false;
    const timer =
      options.timeoutSeconds === undefined
        ? undefined
        : setTimeout(() => {
            hasTimedOut = true;
            child.kill('SIGKILL');
          }, options.timeoutSeconds * 1000);
    const flushers = (['stdout', 'stderr'] as const).map((name) => {
      const lines = lineSplitter(options.onLine);
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
        lines.push(text);
      });
      return lines;
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, stdout: output.stdout, stderr: error.message });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      for (const lines of flushers) lines.end();
      resolve({ code: hasTimedOut ? 124 : (code ?? 1), ...output });
    });
  });
}

function lineSplitter(onLine: ((line: string) => void) | undefined) {
  let rest = '';
  return {
    push(text: string): void {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine?.(line);
    },
    end(): void {
      if (rest !== '') onLine?.(rest);
    },
  };
}
