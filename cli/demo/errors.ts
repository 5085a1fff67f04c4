import { GyreError } from '#core/errors';

/** A step of the demo did not happen, or did not happen as it must. */
export class DemoStepError extends GyreError {
  override readonly name = 'DemoStepError';
  override readonly code = 'GYRE-960';
}
