import { GyreError } from './errors.ts';

/** A service of AWS throttled, failed or did not answer: the same call may succeed later. State machines retry by this name. */
export class ServiceUnavailableError extends GyreError {
  override readonly name = 'ServiceUnavailableError';
  override readonly code = 'GYRE-950';
}

/** A service of AWS refused the call: permission, configuration or request are wrong, and a repeat changes nothing. */
export class ServiceRefusedError extends GyreError {
  override readonly name = 'ServiceRefusedError';
  override readonly code = 'GYRE-951';
}

/** A message or payload is larger than a queue or a state machine takes. */
export class MessageTooLargeError extends GyreError {
  override readonly name = 'MessageTooLargeError';
  override readonly code = 'GYRE-952';
}
