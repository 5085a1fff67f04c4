import {
  InvokeEndpointCommand,
  type InvokeEndpointCommandInput,
  ModelError,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import type { Inference, InvokeFailure, InvokeRequest } from '#ports/inference';
import { clientSettings } from './client-settings.ts';

/** Below API Gateway's 30 s, so that the caller hears from us and not from the gateway. */
const TIMEOUT_MILLISECONDS = 25_000;

export const sageMakerRuntimeInference: Inference = runtimeInference(TIMEOUT_MILLISECONDS);

/** One attempt: a request that timed out may have been answered and captured. */
export function runtimeInference(timeoutMilliseconds: number): Inference {
  const client = new SageMakerRuntimeClient(clientSettings(1, timeoutMilliseconds));
  return {
    async invoke(request) {
      const begin = performance.now();
      try {
        const answer = await client.send(new InvokeEndpointCommand(toInput(request)));
        return {
          body: Buffer.from(answer.Body).toString('utf8'),
          contentType: answer.ContentType ?? '',
          invokedVariant: answer.InvokedProductionVariant ?? '',
          milliseconds: performance.now() - begin,
        };
      } catch (error) {
        return failureOf(error);
      }
    },
  };
}

function toInput(request: InvokeRequest): InvokeEndpointCommandInput {
  const { targetVariant, inferenceId, customAttributes } = request;
  return {
    EndpointName: request.endpointName,
    Body: request.body,
    ContentType: request.contentType,
    Accept: request.contentType,
    ...(targetVariant === undefined ? {} : { TargetVariant: targetVariant }),
    ...(inferenceId === undefined ? {} : { InferenceId: inferenceId }),
    ...(customAttributes === undefined ? {} : { CustomAttributes: customAttributes }),
  };
}

function failureOf(error: unknown): InvokeFailure {
  const name = error instanceof Error ? error.name : 'UnknownError';
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ModelError) {
    const status = error.OriginalStatusCode;
    return { failure: 'model-error', message, ...(status === undefined ? {} : { originalStatus: status }) };
  }
  switch (name) {
    case 'ModelNotReadyException':
      return { failure: 'not-ready', message };
    case 'TimeoutError':
      return { failure: 'timeout', message };
    case 'ThrottlingException':
      return { failure: 'throttled', message };
    case 'ValidationError':
    case 'ValidationException':
      return { failure: 'refused', message };
    default:
      return { failure: 'unavailable', message: `${name}: ${message}` };
  }
}
