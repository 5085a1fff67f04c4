/**
 * Commands by convention: each file in `commands/` is named like its first word and exports
 * `register<Something>Commands(program, context)`. Adding a command is adding a file.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import type { CommandContext } from './context.ts';

export type RegisterCommands = (program: Command, context: CommandContext) => void;

const COMMANDS_FOLDER = join(import.meta.dirname, 'commands');
const REGISTER = /^register[A-Z]\w*Commands$/;

/**
 * Registers the commands of one word, or of all files when there is no such file (help, a typing error, completion).
 * One word at a time because some commands are slow to load.
 */
export async function loadCommands(
  program: Command,
  context: CommandContext,
  word: string | undefined,
): Promise<void> {
  const files = readdirSync(COMMANDS_FOLDER)
    .filter((file) => file.endsWith('.ts'))
    .sort();
  const own = files.filter((file) => file === `${word ?? ''}.ts`);
  for (const file of own.length > 0 ? own : files) {
    const module: unknown = await import(pathToFileURL(join(COMMANDS_FOLDER, file)).href);
    for (const register of registersOf(module)) register(program, context);
  }
}

function registersOf(module: unknown): readonly RegisterCommands[] {
  if (typeof module !== 'object' || module === null) return [];
  return Object.entries(module).flatMap(([name, value]: [string, unknown]) =>
    REGISTER.test(name) && isFunction(value) ? [value] : [],
  );
}

function isFunction(value: unknown): value is RegisterCommands {
  return typeof value === 'function';
}
