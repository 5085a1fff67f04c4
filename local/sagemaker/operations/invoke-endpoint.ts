import type { CreateEndpointConfigCommandInput } from '@aws-sdk/client-sagemaker';
import { type Fleet, NotReadyError } from '../endpoints/fleet.ts';
import { pickVariant } from '../endpoints/pick-variant.ts';
import type { InvokeResponse } from '../engine/types.ts';
import type { EndpointRecord } from '../records.ts';
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
/** What SageMaker gives as the container's status when it gave none. */
const NO_STATUS = 0;

/** InvokeEndpoint: picks a variant by weight, or the one asked for, and records the exchange where capture is on. */
export async function invokeEndpoint(service: Service, invocation: Invocation): Promise<InvocationAnswer> {
  checkLimits(invocation);
  const { endpointName } = invocation;
  const fleet = await service.hosting.fleet(endpointName);
  const record = service.endpoints.get(endpointName);
  if (record === undefined || ['Creating', 'Failed', 'Deleting'].includes(record.status)) {
    throw invalid(`Endpoint ${endpointName} of account ${service.accountId} not found.`);
  }
  const variant = variantFor(service, record, invocation);
  if (fleet === undefined) throw new ServiceError('ServiceUnavailable', 'The endpoint is starting.', 503);
  // No wait between the choice of fleet and the call: an update ends the old fleet when all its calls are answered.
  const { config } = record.deployed;
  mirror(service, fleet, config, invocation);
  const answer = await exchange(service, fleet, config, invocation, variant);
  if (answer.status === 200) return { body: answer.body, contentType: answer.contentType, variant };
  const text = Buffer.from(answer.body).toString('utf8').slice(0, 1024);
  const message = `Received server error (${answer.status}) from ${variant} with message "${text}". See ${logUrl(service, endpointName)} for more information.`;
  throw new ServiceError('ModelError', message, 424, {
    OriginalStatusCode: answer.status,
    OriginalMessage: text,
    LogStreamArn: `arn:aws:logs:${service.region}:${service.accountId}:log-group:/aws/sagemaker/Endpoints/${endpointName}`,
  });
}

/** One call of one variant, with its metrics and its capture. @throws ServiceError ModelNotReadyException */
async function exchange(
  service: Service,
  fleet: Fleet,
  config: CreateEndpointConfigCommandInput,
  invocation: Invocation,
  variant: string,
): Promise<InvokeResponse> {
  const { endpointName, body, contentType, accept, inferenceId, customAttributes } = invocation;
  const at = new Date();
  const begin = performance.now();
  const answer = await fleet
    .invoke(variant, { body, contentType, accept, timeoutMilliseconds: TIMEOUT_MILLISECONDS })
    .catch((error: unknown): InvokeResponse => {
      if (error instanceof NotReadyError) {
        throw new ServiceError('ModelNotReadyException', error.message, 429);
      }
      const text = error instanceof Error ? error.message : String(error);
      return { status: NO_STATUS, body: Buffer.from(text), contentType: 'text/plain' };
    });
  service.metrics.invocation(endpointName, variant, answer.status, (performance.now() - begin) * 1000);
  if (answer.status === 200 && !service.failures.strikes('capture-stops', endpointName)) {
    service.capture.record(config.DataCaptureConfig, {
      ...{ endpoint: endpointName, variant, at },
      ...(inferenceId === undefined ? {} : { inferenceId }),
      ...(customAttributes === undefined ? {} : { customAttributes }),
      input: { contentType, body },
      output: { contentType: answer.contentType, body: answer.body },
    });
  }
  return answer;
}

/** The shadow variant gets its share of the requests too; its answers are only in capture and metrics. */
function mirror(
  service: Service,
  fleet: Fleet,
  config: CreateEndpointConfigCommandInput,
  invocation: Invocation,
): void {
  const production = config.ProductionVariants?.[0]?.InitialVariantWeight ?? 1;
  for (const { VariantName = '', InitialVariantWeight = 1 } of config.ShadowProductionVariants ?? []) {
    const share = production === 0 ? 0 : InitialVariantWeight / production;
    if (service.random() >= share) continue;
    exchange(service, fleet, config, invocation, VariantName).catch(() => undefined);
  }
}

/** With all weights 0 no variant takes traffic: SageMaker refuses such a request too. */
function variantFor(
  service: Service,
  record: EndpointRecord,
  { targetVariant, endpointName }: Invocation,
): string {
  const variant = targetVariant ?? pickVariant(record.weights, service.random());
  if (variant === undefined) throw invalid('No variant of the endpoint has a weight above 0.');
  if (!(variant in record.weights)) {
    throw invalid(`Variant ${variant} not found for Request on endpoint ${endpointName}.`);
  }
  return variant;
}

function checkLimits({ body, customAttributes, inferenceId }: Invocation): void {
  if (body.length > LARGEST_BODY_BYTES) {
    throw invalid(`Request ${body.length} bytes has exceeded the ${LARGEST_BODY_BYTES} bytes limit.`, 413);
  }
  if (customAttributes !== undefined && !/^[\x21-\x7e ]{1,1024}$/.test(customAttributes)) {
    throw invalid('CustomAttributes must be at most 1024 visible US-ASCII characters.');
  }
  if (inferenceId !== undefined && !/^[\x21-\x7e ]{1,64}$/.test(inferenceId)) {
    throw invalid('InferenceId must be 1 to 64 printable characters.');
  }
}

function invalid(message: string, status = 400): ServiceError {
  return new ServiceError('ValidationError', message, status);
}

function logUrl(service: Service, endpointName: string): string {
  return `https://${service.region}.console.aws.amazon.com/cloudwatch/home?region=${service.region}#logEventViewer:group=/aws/sagemaker/Endpoints/${endpointName} in account ${service.accountId}`;
}
