/** Errors of the command line: GYRE-940 to GYRE-949. */
import { GyreError } from '#core/errors';

/** Thrown when a command line has an unknown command, a missing argument or a wrong option. */
export class UsageError extends GyreError {
  override readonly name = 'UsageError';
  override readonly code = 'GYRE-940';
}

/** Thrown when a command names a dataset, version, model or file that does not exist. */
export class UnknownThingError extends GyreError {
  override readonly name = 'UnknownThingError';
  override readonly code = 'GYRE-941';
}

/** Thrown when a command would do what a policy, the governor or a missing confirmation forbids. */
export class CommandRefusedError extends GyreError {
  override readonly name = 'CommandRefusedError';
  override readonly code = 'GYRE-942';
}

/** Thrown when an environment cannot be reached: no credentials, no region, or nothing deployed under its name. */
export class EnvironmentUnavailableError extends GyreError {
  override readonly name = 'EnvironmentUnavailableError';
  override readonly code = 'GYRE-943';
}

/** Thrown when the front door refuses a request or cannot answer it. */
export class FrontDoorRefusalError extends GyreError {
  override readonly name = 'FrontDoorRefusalError';
  override readonly code = 'GYRE-944';
}

/** Thrown when a file that a command was given is not what it should be: damaged, without rows, of other columns, or of several model versions. */
export class BadInputFileError extends GyreError {
  override readonly name = 'BadInputFileError';
  override readonly code = 'GYRE-945';
}
