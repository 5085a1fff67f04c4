import { GyreError } from '#core/errors';

/** Thrown when rows cannot be a baseline, or cannot be held against one: no rows, other columns, or a damaged table. */
export class BadTableError extends GyreError {
  override readonly name = 'BadTableError';
  override readonly code = 'GYRE-704';
}
