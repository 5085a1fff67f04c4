import { GyreError } from '../errors.ts';

/** An object was deleted or replaced between the event that named it and the read. */
export class ObjectGoneError extends GyreError {
  override readonly name = 'ObjectGoneError';
  override readonly code = 'GYRE-201';
}

/** The dataset of an upload is not declared in the deployed project. */
export class UnknownDatasetError extends GyreError {
  override readonly name = 'UnknownDatasetError';
  override readonly code = 'GYRE-202';
}
