/** An error as the service sends it: a code the SDK turns into an exception's name, and a message. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: string;
  readonly status: number;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.extra = extra;
  }
}

/** Jobs have errors of their own; models, configs and endpoints answer ValidationException for everything. */
export const validation = (message: string) => new ServiceError('ValidationException', message);
export const resourceInUse = (message: string) => new ServiceError('ResourceInUse', message);
export const resourceNotFound = (message: string) => new ServiceError('ResourceNotFound', message);
export const limitExceeded = (message: string) => new ServiceError('ResourceLimitExceeded', message);
export const throttled = () => new ServiceError('ThrottlingException', 'Rate exceeded');
