import * as z from 'zod';
import { GyreError } from '#core/errors';
import { ServiceRefusedError, ServiceUnavailableError } from '#core/remote-errors';

/** The fields of an SDK error that tell whether a repeat can help. */
const sdkErrorSchema = z.looseObject({
  name: z.string(),
  message: z.string(),
  code: z.string().optional(),
  $retryable: z.looseObject({}).optional(),
  $metadata: z
    .looseObject({ httpStatusCode: z.int().optional(), requestId: z.string().optional() })
    .optional(),
});

const TOO_MANY_REQUESTS = 429;
const FIRST_SERVER_ERROR = 500;
const THROTTLED = new Set([
  'ThrottlingException',
  'ThrottledException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'ProvisionedThroughputExceededException',
  'LimitExceededException',
  'SlowDown',
  'RequestTimeout',
  'KMSInternalException',
]);

/**
 * Awaits a call to a service; what it throws becomes an error of Gyre that names call and service error, and keeps
 * the SDK's as its cause. Outcomes that a caller expects are told apart before, by their names.
 *
 * @param where  service, operation and resource: `S3 GetObject s3://bucket/key`
 * @throws ServiceUnavailableError when a repeat may help, else ServiceRefusedError
 */
export async function callService<T>(where: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw wrapSdkError(where, error);
  }
}

/** Whether a service answered with one of these errors, which are known by name: few have a class in a bundle. */
export function isNamed(error: unknown, ...names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}

export function wrapSdkError(where: string, error: unknown): GyreError {
  if (error instanceof GyreError) return error;
  const parsed = sdkErrorSchema.safeParse(error);
  const {
    name,
    message,
    $metadata: metadata,
  } = parsed.data ?? { name: 'UnknownError', message: String(error) };
  const requestId = metadata?.requestId === undefined ? '' : ` (request ${metadata.requestId})`;
  const facts = { where, received: `${name}: ${message}${requestId}` };
  if (isTransient(parsed.data)) {
    return new ServiceUnavailableError(
      'a service of AWS did not answer',
      { ...facts, fix: 'try again; if it lasts, compare the quota of the service with the load' },
      { cause: error },
    );
  }
  return new ServiceRefusedError(
    'a service of AWS refused the call',
    { ...facts, fix: 'compare the permissions and settings of the caller with what the message asks for' },
    { cause: error },
  );
}

function isTransient(error: z.infer<typeof sdkErrorSchema> | undefined): boolean {
  if (error === undefined) return false;
  if (error.$retryable !== undefined || THROTTLED.has(error.name)) return true;
  const status = error.$metadata?.httpStatusCode;
  // No status: nobody answered, unless the SDK never asked (credentials, parameters).
  if (status === undefined) return error.name === 'TimeoutError' || error.code !== undefined;
  return status >= FIRST_SERVER_ERROR || status === TOO_MANY_REQUESTS;
}
