import { Construct } from 'constructs';
import { TRAINING_STEPS } from '#lib/permissions/training';
import type { GyreFunction } from './common/gyre-function.ts';
import { makeFunctions } from './common/make-functions.ts';
import type { PlatformContext } from './common/platform-context.ts';
import { StateMachineFromFile } from './common/state-machine-from-file.ts';

/** From a request to a candidate that was judged in a contest, shared by all models. */
export class TrainingRoom extends Construct {
  readonly functions: ReadonlyMap<string, GyreFunction>;

  constructor(scope: Construct, id: string, { context }: { readonly context: PlatformContext }) {
    super(scope, id);
    this.functions = makeFunctions(this, context, 'training', TRAINING_STEPS);
    new StateMachineFromFile(this, 'Machine', { context, machine: 'training', functions: this.functions });
  }
}
