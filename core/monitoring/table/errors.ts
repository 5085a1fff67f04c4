import { GyreError } from '#core/errors';

/** Thrown when rows cannot be a baseline, or cannot be held against one: no rows, other columns, or a damaged table. */
export class BadTableError extends GyreError {
  override readonly name = 'BadTableError';
  override readonly code = 'GYRE-704';
}

/** Thrown by the library when an option lies outside of what it may be: a share above 1, a window of no days. */
export class BadOptionError extends GyreError {
  override readonly name = 'BadOptionError';
  override readonly code = 'GYRE-705';
}
