import { GyreError } from '../errors.ts';

/** A stored baseline cannot be read: not JSON, cut off, or of another format. */
export class BadBaselineError extends GyreError {
  override readonly name = 'BadBaselineError';
  override readonly code = 'GYRE-701';
}

/** A window was counted on another model version's bins, or on other columns: the two cannot be compared. */
export class BaselineMismatchError extends GyreError {
  override readonly name = 'BaselineMismatchError';
  override readonly code = 'GYRE-702';
}

/** A stored sketch cannot be read: not JSON, cut off, or of another format. */
export class BadSketchError extends GyreError {
  override readonly name = 'BadSketchError';
  override readonly code = 'GYRE-703';
}
