/** `gyre` as a process of its own, as a person or a script runs it. */
import { join } from 'node:path';
import { type Envelope, envelopeSchema } from '#cli/output';
import { runCommand } from '#local/cloud/run-command';

export const CLI = join(import.meta.dirname, '..', '..', '..', '..', 'cli');
const MAIN = join(CLI, 'main.ts');
const TIMEOUT_SECONDS = 120;

export interface GyreRun {
  /** Folder of the project. */
  readonly project: string;
  /** What the shell holds. Default: PATH alone. */
  readonly env?: NodeJS.ProcessEnv;
  /** Before the script. Default: none. */
  readonly nodeOptions?: readonly string[];
}

/** For people: both streams as they are. */
export async function runGyre({ project, env, nodeOptions = [] }: GyreRun, ...words: readonly string[]) {
  const line = [...nodeOptions, MAIN, ...words, '--project', project];
  return await runCommand(process.execPath, line, {
    env: env ?? { PATH: process.env['PATH'] },
    timeoutSeconds: TIMEOUT_SECONDS,
  });
}

/** For programs: the one JSON object on stdout. */
export async function askGyre(
  run: GyreRun,
  ...words: readonly string[]
): Promise<{ readonly code: number; readonly envelope: Envelope }> {
  const { code, stdout } = await runGyre(run, ...words, '--json');
  return { code, envelope: envelopeSchema.parse(JSON.parse(stdout)) };
}
