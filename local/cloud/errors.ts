/** Errors of the machine and of the embedded cloud: GYRE-900 to GYRE-919. */
import { GyreError, type ErrorFacts } from '#core/errors';

/** Thrown at the start of every entry point when Node is older than 24: types are stripped by Node itself. */
export class NodeVersionError extends GyreError {
  override readonly name = 'NodeVersionError';
  readonly code = 'GYRE-901';
}

/** Thrown when no Python of the range the emulator needs can be started. */
export class PythonMissingError extends GyreError {
  override readonly name = 'PythonMissingError';
  readonly code = 'GYRE-902';
}

/** Thrown when the Python packages could not be installed, with uv or with pip. */
export class PythonEnvironmentError extends GyreError {
  override readonly name = 'PythonEnvironmentError';
  readonly code = 'GYRE-903';
}

/** Thrown when a port the embedded cloud wants is taken by a process that is not ours. */
export class PortBusyError extends GyreError {
  override readonly name = 'PortBusyError';
  readonly code = 'GYRE-904';
}

/** Thrown when a process of the embedded cloud ended, or stayed silent, before it was ready. */
export class CloudStartError extends GyreError {
  override readonly name = 'CloudStartError';
  readonly code = 'GYRE-905';
}

/** Thrown when another living process is starting or stopping the cloud of the same project. */
export class CloudLockedError extends GyreError {
  override readonly name = 'CloudLockedError';
  readonly code = 'GYRE-906';
}

/** Thrown when a command needs the embedded cloud and it is not running. */
export class CloudNotRunningError extends GyreError {
  override readonly name = 'CloudNotRunningError';
  readonly code = 'GYRE-907';
}

/** Thrown when an SDK environment would reach past this machine or carry credentials that look real. */
export class LocalBoundaryError extends GyreError {
  override readonly name = 'LocalBoundaryError';
  readonly code = 'GYRE-908';
}

/** Thrown when the CDK CLI ended with an error while it deployed into the embedded cloud. */
export class LocalDeployError extends GyreError {
  override readonly name = 'LocalDeployError';
  readonly code = 'GYRE-909';
}

/** Thrown when the state directory cannot be written: read-only, full, or not ours. */
export class StateDirectoryError extends GyreError {
  override readonly name = 'StateDirectoryError';
  readonly code = 'GYRE-910';
}

export type { ErrorFacts };
