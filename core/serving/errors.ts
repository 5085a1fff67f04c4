import { GyreError } from '../errors.ts';

/** A request for predictions that cannot be answered as it is: shape, columns, values or times are wrong. */
export class BadRequestError extends GyreError {
  override readonly name = 'BadRequestError';
  override readonly code = 'GYRE-601';
}

/** More rows or bytes than one request may hold. */
export class RequestTooLargeError extends GyreError {
  override readonly name = 'RequestTooLargeError';
  override readonly code = 'GYRE-602';
}

/** The body is neither CSV nor JSON by its content type. */
export class UnsupportedMediaTypeError extends GyreError {
  override readonly name = 'UnsupportedMediaTypeError';
  override readonly code = 'GYRE-603';
}

/** The model behind the front door answered with an error, or with other than one prediction a row. */
export class ModelAnswerError extends GyreError {
  override readonly name = 'ModelAnswerError';
  override readonly code = 'GYRE-604';
}

/** The endpoint is not there, not ready, or takes no more at the moment: the same request may succeed later. */
export class ModelNotReadyError extends GyreError {
  override readonly name = 'ModelNotReadyError';
  override readonly code = 'GYRE-605';
}

/** The record of what the model answered could not be kept, so the answer is not given either. */
export class CaptureNotKeptError extends GyreError {
  override readonly name = 'CaptureNotKeptError';
  override readonly code = 'GYRE-606';
}
