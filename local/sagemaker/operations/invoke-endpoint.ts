import { ServiceError } from '../service-error.ts';
import type { Service } from '../service.ts';

export interface Invocation {
  readonly endpointName: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly accept: string;
  readonly targetVariant?: string;
  readonly inferenceId?: string;
  readonly customAttributes?: string;
}

export interface InvocationAnswer {
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly variant: string;
}

const LARGEST_BODY_BYTES = 6_291_456;
const TIMEOUT_MILLISECONDS = 60_000;

/** InvokeEndpoint: picks a variant by weight, or the one asked for, and records the exchange where capture is on. */
export async function invokeEndpoint(service: Service, invocation: Invocation): Promise<InvocationAnswer> {
  const { endpointName, body, contentType, accept } = invocation;
  checkLimits(invocation);
  const record = service.endpoints.get(endpointName);
  if (
    record === undefined ||
    record.status === 'Creating' ||
    record.status === 'Failed' ||
    record.status === 'Deleting'
  ) {
    throw new ServiceError(
      'ValidationError',
      `Endpoint ${endpointName} of account ${service.accountId} not found.`,
    );
  }
  const variant = invocation.targetVariant ?? pickVariant(record.weights);
  const server = service.hosting.fleet(endpointName)?.server(variant);
  if (!(variant in record.weights)) {
    throw new ServiceError(
      'ValidationError',
      `Variant ${variant} not found for Request on endpoint ${endpointName}.`,
    );
  }
  if (server === undefined) throw new ServiceError('ServiceUnavailable', 'The endpoint is starting.', 503);
  const begin = performance.now();
  const at = new Date();
  const answer = await server
    .invoke({ body, contentType, accept, timeoutMilliseconds: TIMEOUT_MILLISECONDS })
    .catch((error: unknown) => ({
      status: 500,
      body: Buffer.from(error instanceof Error ? error.message : String(error)),
      contentType: 'text/plain',
    }));
  service.metrics.invocation(endpointName, variant, answer.status, (performance.now() - begin) * 1000);
  if (answer.status !== 200) {
    const text = Buffer.from(answer.body).toString('utf8').slice(0, 1024);
    const message = `Received server error (${answer.status}) from ${variant} with message "${text}".`;
    const extra = {
      OriginalStatusCode: answer.status,
      OriginalMessage: text,
      LogStreamArn: logArn(service, endpointName),
    };
    throw new ServiceError('ModelError', message, 424, extra);
  }
  const config = service.configs.get(record.configName)?.request.DataCaptureConfig;
  if (!service.failures.strikes('capture-stops', endpointName)) {
    service.capture.record(config, {
      ...{ endpoint: endpointName, variant, at },
      ...(invocation.inferenceId === undefined ? {} : { inferenceId: invocation.inferenceId }),
      ...(invocation.customAttributes === undefined ? {} : { customAttributes: invocation.customAttributes }),
      input: { contentType, body },
      output: { contentType: answer.contentType, body: answer.body },
    });
  }
  return { body: answer.body, contentType: answer.contentType, variant };
}

function checkLimits({ body, customAttributes, inferenceId }: Invocation): void {
  if (body.length > LARGEST_BODY_BYTES) {
    throw new ServiceError(
      'ValidationError',
      `Request ${body.length} bytes has exceeded the ${LARGEST_BODY_BYTES} bytes limit.`,
      413,
    );
  }
  if (customAttributes !== undefined && !/^[\x21-\x7e ]{1,1024}$/.test(customAttributes)) {
    throw new ServiceError(
      'ValidationError',
      'CustomAttributes must be at most 1024 visible US-ASCII characters.',
    );
  }
  if (inferenceId !== undefined && !/^[\x21-\x7e ]{1,64}$/.test(inferenceId)) {
    throw new ServiceError('ValidationError', 'InferenceId must be 1 to 64 printable characters.');
  }
}

/** With all weights 0 no variant takes traffic: SageMaker refuses such a request too. */
function pickVariant(weights: Readonly<Record<string, number>>): string {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  let point = Math.random() * total;
  for (const [variant, weight] of Object.entries(weights)) {
    point -= weight;
    if (point < 0) return variant;
  }
  throw new ServiceError('ValidationError', 'No variant of the endpoint has a weight above 0.');
}

function logArn(service: Service, endpointName: string): string {
  return `arn:aws:logs:${service.region}:${service.accountId}:log-group:/aws/sagemaker/Endpoints/${endpointName}`;
}
