import { UnknownDatasetError } from '#core/data/errors';
import { GyreError } from '#core/errors';
import { ServiceUnavailableError } from '#core/remote-errors';
import {
  BadRequestError,
  CaptureNotKeptError,
  ModelAnswerError,
  ModelNotReadyError,
  RequestTooLargeError,
  UnsupportedMediaTypeError,
} from '#core/serving/errors';
import type { HttpAnswer } from '#core/serving/http-event';
import { UnknownModelError } from '#core/training/errors';

const STATUS_OF_ERROR: readonly (readonly [new (...facts: never[]) => GyreError, number])[] = [
  [BadRequestError, 400],
  [UnknownModelError, 404],
  [UnknownDatasetError, 404],
  [RequestTooLargeError, 413],
  [UnsupportedMediaTypeError, 415],
  [ModelAnswerError, 502],
  [ModelNotReadyError, 503],
  [CaptureNotKeptError, 503],
  [ServiceUnavailableError, 503],
];

/** @returns the answer that an expected error stands for; `undefined` for one that nobody foresaw */
export function errorAnswer(error: unknown): HttpAnswer | undefined {
  if (!(error instanceof GyreError)) return undefined;
  const [, statusCode] = STATUS_OF_ERROR.find(([type]) => error instanceof type) ?? [];
  if (statusCode === undefined) return undefined;
  const { code, name, message, facts } = error;
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...(statusCode === 503 ? { 'retry-after': '5' } : {}) },
    body: JSON.stringify({ error: { code, name, message, ...facts } }),
  };
}
