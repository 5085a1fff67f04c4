import type { Construct } from 'constructs';
import type { StepTable } from '#lib/permissions/permission';
import { GyreFunction } from './gyre-function.ts';
import type { PlatformContext } from './platform-context.ts';

/** The functions of a room, by step name; construct ids are the state names (`ProfileDataset`). */
export function makeFunctions(
  scope: Construct,
  context: PlatformContext,
  room: string,
  table: StepTable,
): ReadonlyMap<string, GyreFunction> {
  return new Map(
    Object.entries(table).map(([step, settings]) => [
      step,
      new GyreFunction(scope, pascalCase(step), { context, step: `${room}/${step}`, settings }),
    ]),
  );
}

/** @throws RangeError for a step that the room's table lacks: a mistake of this project */
export function requireFunction(functions: ReadonlyMap<string, GyreFunction>, step: string): GyreFunction {
  const found = functions.get(step);
  if (found === undefined) throw new RangeError(`no table in lib/permissions has a step ${step}`);
  return found;
}

/** @example pascalCase('profile-dataset') // 'ProfileDataset' */
export function pascalCase(step: string): string {
  return step.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}
