/** Errors of the job engine: GYRE-930 to GYRE-939. */
import { GyreError } from '#core/errors';

/** Thrown when an archive holds what a source or model archive never needs, or outgrows its limits. */
export class ArchiveRefusedError extends GyreError {
  override readonly name = 'ArchiveRefusedError';
  readonly code = 'GYRE-930';
}

/** Thrown inside a job when it cannot go on; its message becomes the job's FailureReason. */
export class JobFailedError extends GyreError {
  override readonly name = 'JobFailedError';
  readonly code = 'GYRE-931';
}

/** Thrown when a model's container ended, or could not load the model. */
export class ContainerFailedError extends GyreError {
  override readonly name = 'ContainerFailedError';
  readonly code = 'GYRE-932';
}

/** Thrown when a model's container did not answer in time. */
export class InvocationTimeoutError extends GyreError {
  override readonly name = 'InvocationTimeoutError';
  readonly code = 'GYRE-933';
}

/** Thrown when an input or output filter is no path that batch transform takes for CSV. */
export class ColumnPathError extends GyreError {
  override readonly name = 'ColumnPathError';
  readonly code = 'GYRE-934';
}
