import { Construct } from 'constructs';
import { DEPLOYMENT_STEPS } from '#lib/permissions/deployment';
import type { GyreFunction } from './common/gyre-function.ts';
import { makeFunctions } from './common/make-functions.ts';
import type { PlatformContext } from './common/platform-context.ts';
import { StateMachineFromFile } from './common/state-machine-from-file.ts';

/** From an approved version to an endpoint that provably serves it, or back. */
export class DeploymentRoom extends Construct {
  readonly functions: ReadonlyMap<string, GyreFunction>;

  constructor(scope: Construct, id: string, { context }: { readonly context: PlatformContext }) {
    super(scope, id);
    this.functions = makeFunctions(this, context, 'deployment', DEPLOYMENT_STEPS);
    new StateMachineFromFile(this, 'Machine', { context, machine: 'deployment', functions: this.functions });
  }
}
