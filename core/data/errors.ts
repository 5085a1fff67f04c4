import { GyreError } from '../errors.ts';

/** An object was deleted or replaced between the event that named it and the read. */
export class ObjectGoneError extends GyreError {
  override readonly name = 'ObjectGoneError';
  override readonly code = 'GYRE-201';
}
