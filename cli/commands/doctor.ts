import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
export function registerDoctorCommands(program: Command, context: CommandContext): void {
  program.command('doctor').action(() => context.print({ ok: true, data: {} }));
}
