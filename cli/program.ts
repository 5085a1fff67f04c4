/** One command line from its words to its exit code. */
import { Command, CommanderError } from 'commander';
import { addGlobalOptions, createContext, OPTIONS_WITH_VALUE, readGlobalOptions } from './context.ts';
import { UsageError } from './errors.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { loadCommands, type RegisterCommands } from './load-commands.ts';
import { type Output, type Streams, unparsedOutput } from './output.ts';

export interface ProgramOptions {
  readonly streams: Streams;
  /** What the process was started with: NO_COLOR is read from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Somebody sits at a terminal. Default: nobody. */
  readonly canAsk?: boolean;
  /** Default: the files of `commands/`. */
  readonly commands?: readonly RegisterCommands[];
}

const HELP_WIDTH = 100;

/** @param line  arguments without program and script */
export async function runProgram(line: readonly string[], options: ProgramOptions): Promise<ExitCode> {
  const output = unparsedOutput(line, options.streams);
  try {
    const program = await createProgram(line, output, options);
    await program.parseAsync([...line], { from: 'user' });
    return output.finish();
  } catch (error) {
    if (!(error instanceof CommanderError)) return output.finish(error);
    // Help was printed: because it was asked for, or because a command was missing.
    if (error.exitCode === 0) return EXIT.ok;
    if (error.code === 'commander.help') return EXIT.usage;
    return output.finish(usageError(error, line));
  }
}

async function createProgram(
  line: readonly string[],
  output: Output,
  options: ProgramOptions,
): Promise<Command> {
  const { streams, environment, commands, canAsk = false } = options;
  const program = new Command('gyre')
    .description('the machine-learning lifecycle as infrastructure, on AWS and whole on this machine')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => streams.out(text),
      writeErr: (text) => streams.err(text),
      // Usage errors are printed once, by the output.
      outputError: () => undefined,
      getOutHelpWidth: () => streams.width ?? HELP_WIDTH,
      getErrHelpWidth: () => streams.width ?? HELP_WIDTH,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .helpCommand('help [command]', 'what a command does');
  addGlobalOptions(program);
  program.hook('preAction', (_, command) => {
    const { json, quiet, verbose, color } = readGlobalOptions(program);
    // https://no-color.org: present and not empty.
    const isPlain = (environment['NO_COLOR'] ?? '') !== '' || !color || streams.width === undefined;
    const settings = { isJson: json, isQuiet: quiet, isVerbose: verbose, hasColour: !isPlain };
    output.begin(commandPath(command), settings);
  });
  const context = createContext(program, output, canAsk);
  if (commands === undefined) await loadCommands(program, context, firstWord(line));
  for (const register of commands ?? []) register(program, context);
  return program;
}

/** @example of `gyre data quarantine ls`: 'data.quarantine.ls' */
function commandPath(command: Command): string {
  const names: string[] = [];
  for (let current = command; current.parent !== null; current = current.parent)
    names.unshift(current.name());
  return names.join('.');
}

function firstWord(line: readonly string[]): string | undefined {
  return line.find(
    (word, index) => !word.startsWith('-') && !OPTIONS_WITH_VALUE.includes(line[index - 1] ?? ''),
  );
}

function usageError(error: CommanderError, line: readonly string[]): UsageError {
  const word = firstWord(line);
  const isUnknown = error.code === 'commander.unknownCommand' || word === undefined;
  return new UsageError(error.message.replace(/^error: /, '').replaceAll('\n', ' '), {
    where: ['gyre', ...line].join(' '),
    fix: `run \`gyre ${isUnknown ? '' : `${word} `}--help\` for what is possible`,
  });
}
