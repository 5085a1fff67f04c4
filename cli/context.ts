/** What every command gets: the global options as facts, a voice, and the way to the environment. */
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { type Connection, connect, LOCAL_ENVIRONMENT } from './connect.ts';
import { CommandRefusedError } from './errors.ts';
import { type CleanUp, onInterrupt } from './interrupt.ts';
import type { CommandResult, Output, Renderer } from './output.ts';

const globalOptionsSchema = z.object({
  env: z.string(),
  project: z.string(),
  json: z.boolean().default(false),
  quiet: z.boolean().default(false),
  verbose: z.boolean().default(false),
  color: z.boolean().default(true),
  yes: z.boolean().default(false),
  asOf: z.date().optional(),
});
export type GlobalOptions = z.infer<typeof globalOptionsSchema>;

export interface CommandContext {
  /** --env, default `local`. */
  environment(): string;
  /** --project, absolute; default: the working directory. */
  projectDirectory(): string;
  /** --as-of: the time that counts as now for commands that look back or decide; default: now. */
  asOf(): Date;
  /** The one result of the command; `ok: false` exits with 1. Without a renderer its data is outlined. */
  print<Data>(result: CommandResult<Data>, render?: Renderer<Data>): void;
  /** A line of progress, on stderr. */
  progress(line: string): void;
  /** Something that does not stop the command, but should be known. */
  warn(line: string): void;
  /**
   * Asks before something is changed or removed; --yes answers.
   * @param question  `remove all data of dev?`
   * @throws CommandRefusedError when the answer is no, or nobody is there to ask
   */
  confirm(question: string): Promise<void>;
  /** Ctrl-C runs it before the process ends. @returns takes it back */
  onInterrupt(cleanUp: CleanUp): () => void;
  /** Reaches the environment, once per command. @throws CloudNotRunningError, EnvironmentUnavailableError */
  connect(): Promise<Connection>;
}

/** Adds the options that stand at any place of any command line. */
export function addGlobalOptions(program: Command): void {
  program
    .option('--env <name>', 'environment: `local`, or one of gyre.config.ts', LOCAL_ENVIRONMENT)
    .option('--project <folder>', 'folder of the project', '.')
    .option('--json', 'print one JSON object {schema, ok, data, warnings, error}')
    .option('--quiet', 'no progress')
    .option('-v, --verbose', 'errors with their stack and cause')
    .option('--no-color', 'plain text; so does NO_COLOR')
    .option('--yes', 'go ahead where a command asks first')
    .option('--as-of <time>', 'look or decide as of this time, ISO 8601 (default: now)', parseTime);
}

/** Names of the global options that take a value: what follows them is no command. */
export const OPTIONS_WITH_VALUE = ['--env', '--project', '--as-of'];

export function readGlobalOptions(program: Command): GlobalOptions {
  return globalOptionsSchema.parse(program.opts());
}

/** @param canAsk  somebody sits at a terminal */
export function createContext(program: Command, output: Output, canAsk: boolean): CommandContext {
  let connection: Promise<Connection> | undefined;
  const options = () => readGlobalOptions(program);
  const projectDirectory = () => resolve(options().project);
  return {
    environment: () => options().env,
    projectDirectory,
    asOf: () => options().asOf ?? new Date(),
    print: (result, render) => output.print(result, render),
    progress: (line) => output.progress(line),
    warn: (line) => output.warn(line),
    async confirm(question) {
      if (options().yes || (canAsk && (await ask(question)))) return;
      throw new CommandRefusedError('not confirmed, so nothing was done', {
        where: question,
        fix: 'answer y at the terminal, or add --yes',
      });
    },
    onInterrupt,
    connect: () => (connection ??= connect(options().env, projectDirectory())),
  };
}

async function ask(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/;

/** A day means its beginning, UTC. */
function parseTime(text: string): Date {
  const time = new Date(text);
  if (TIME.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError('a time is written like 2013-06-01 or 2013-06-01T12:00:00Z');
}
