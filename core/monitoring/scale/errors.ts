import { GyreError } from '../../errors.ts';

/** A window holds more captured bytes, models or variants than one map run may take. */
export class WindowTooLargeError extends GyreError {
  override readonly name = 'WindowTooLargeError';
  override readonly code = 'GYRE-780';
}
