import { GyreError } from '../errors.ts';

/** Another deployment owns the endpoint. The state machine retries by this name. */
export class EndpointBusyError extends GyreError {
  override readonly name = 'EndpointBusyError';
  override readonly code = 'GYRE-502';
}

/** The version asked for was never registered, was refused, or its artifact is gone. */
export class UnknownVersionError extends GyreError {
  override readonly name = 'UnknownVersionError';
  override readonly code = 'GYRE-503';
}

/** A deployment was closed, or lost its lease, before it could promote: whatever it released must not become champion. */
export class DeploymentClosedError extends GyreError {
  override readonly name = 'DeploymentClosedError';
  override readonly code = 'GYRE-506';
}

/** The records that prove a release are missing: no golden records, or none of the new variant's captures. */
export class EvidenceMissingError extends GyreError {
  override readonly name = 'EvidenceMissingError';
  override readonly code = 'GYRE-505';
}
