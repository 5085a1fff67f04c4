import { expect, test } from 'vitest';
import { callService, wrapSdkError } from '#adapters/wrap-sdk-error';
import { clientSettings } from '#adapters/client-settings';
import { describeError } from '#core/errors';
import { ItemTooLargeError } from '#core/registry/errors';
import { ServiceRefusedError, ServiceUnavailableError } from '#core/remote-errors';

const sdkError = (name: string, facts: Readonly<Record<string, unknown>> = {}) =>
  Object.assign(new Error('what the service said'), { name, ...facts });
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode, requestId: 'r-1' } });

test.each([
  ['a throttled call', sdkError('ThrottlingException', status(400))],
  ['a throttled table', sdkError('ProvisionedThroughputExceededException', status(400))],
  ['a failing service', sdkError('InternalServerError', status(500))],
  ['an overloaded service', sdkError('SlowDown', status(503))],
  ['too many requests', sdkError('Whatever', status(429))],
  ['a time-out', sdkError('TimeoutError')],
  ['a refused connection', sdkError('Error', { code: 'ECONNREFUSED' })],
  ['what the SDK calls retryable', sdkError('Odd', { $retryable: {}, ...status(400) })],
])('tells that a repeat may help after %s', (_title, error) => {
  const wrapped = wrapSdkError('S3 GetObject s3://a/b', error);
  expect(wrapped).toBeInstanceOf(ServiceUnavailableError);
  expect(wrapped.cause).toBe(error);
});

test.each([
  ['a missing permission', sdkError('AccessDenied', status(403))],
  ['a wrong request', sdkError('ValidationException', status(400))],
  ['missing credentials', sdkError('CredentialsProviderError')],
  ['what is no error', 'text'],
])('tells that a repeat does not help after %s', (_title, error) => {
  expect(wrapSdkError('S3 GetObject s3://a/b', error)).toBeInstanceOf(ServiceRefusedError);
});

test('says which call failed, with what, and leaves errors of Gyre alone', async () => {
  const wrapped = wrapSdkError('KMS Sign key-1', sdkError('AccessDeniedException', status(400)));
  expect(describeError(wrapped)).toContain('KMS Sign key-1');
  expect(wrapped.facts.received).toBe('AccessDeniedException: what the service said (request r-1)');
  const own = new ItemTooLargeError('too large', { fix: 'less' });
  await expect(callService('anything', Promise.reject(own))).rejects.toBe(own);
  expect(await callService('anything', Promise.resolve(3))).toBe(3);
});

test('a client gives up on a silent service instead of warning about it', () => {
  expect(clientSettings(1, 25_000)).toEqual({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 3000, requestTimeout: 25_000, throwOnRequestTimeout: true },
  });
});
