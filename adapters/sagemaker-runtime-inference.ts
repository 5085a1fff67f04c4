import { InvokeEndpointCommand, ModelError, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { Inference, InvokeFailure } from '#ports/inference';
import { clientSettings } from './client-settings.ts';

/** Below API Gateway's 30 s, so that the caller hears from us and not from the gateway. */
const TIMEOUT_MILLISECONDS = 25_000;

// One attempt: a request that timed out may have been answered and captured.
const client = new SageMakerRuntimeClient(clientSettings(1, TIMEOUT_MILLISECONDS));

export const sageMakerRuntimeInference: Inference = {
  async invoke(request) {
    const begin = performance.now();
    try {
      const answer = await client.send(
        new InvokeEndpointCommand({
          EndpointName: request.endpointName,
          Body: request.body,
          ContentType: request.contentType,
          Accept: request.contentType,
          ...(request.targetVariant === undefined ? {} : { TargetVariant: request.targetVariant }),
          ...(request.inferenceId === undefined ? {} : { InferenceId: request.inferenceId }),
          ...(request.customAttributes === undefined ? {} : { CustomAttributes: request.customAttributes }),
        }),
      );
      return {
        body: answer.Body === undefined ? '' : Buffer.from(answer.Body).toString('utf8'),
        contentType: answer.ContentType ?? '',
        invokedVariant: answer.InvokedProductionVariant ?? '',
        milliseconds: performance.now() - begin,
      };
    } catch (error) {
      return failureOf(error);
    }
  },
};

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
