import { randomBytes } from 'node:crypto';
import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sageMakerRuntimeInference } from '#adapters/sagemaker-runtime-inference';
import { sqsQueue } from '#adapters/sqs-queue';
import { ssmParameters } from '#adapters/ssm-parameters';
import type { ServedModel } from '#core/config/served-model';
import { endpointName } from '#core/deployment/endpoint-requests';
import { GyreError } from '#core/errors';
import { checkRequest } from '#core/serving/check-request';
import { bodyOf } from '#core/serving/http-event';
import { readBody } from '#core/serving/read-body';
import type { Inference } from '#ports/inference';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Queue } from '#ports/queue';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { errorAnswer } from '../../common/error-answer.ts';
import { loadServed } from '../../common/load-served.ts';
import { askModel } from './ask-model.ts';
import { type Answer, environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { captureOf, keepCapture } from './keep-capture.ts';
import { uuidV7 } from './uuid-v7.ts';

interface Adapters {
  readonly parameters: Parameters;
  readonly store: ObjectStore;
  readonly queue: Queue;
  readonly inference: Inference;
}
type Environment = z.infer<typeof environmentSchema>;

const REPLAYS_ROUTE = 'POST /models/{model}/replays';
const INFERENCE_ID_HEADER = 'x-gyre-inference-id';
/** Clocks of callers may run ahead. */
const LEAD_MILLISECONDS = 5 * 60_000;

/**
 * The front door: checks a request, asks the model and answers, after the capture record is safe in its queue. Work
 * after an answer is lost in Lambda, so what was answered is captured first.
 *
 * Who may call it is for the API to say: live requests and replays are routes of their own, each with its permission.
 * A caller who repeats a request after an error gets a new prediction.
 */
export const predict: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  Environment,
  Adapters
> = async (event, { environment, adapters, now, logger }) => {
  try {
    const { model, dataset } = await loadServed(
      adapters,
      environment.GYRE_ENV,
      event.pathParameters.model,
      now,
    );
    const request = readBody(
      bodyOf(event),
      event.headers['content-type'] ?? '',
      event.headers[INFERENCE_ID_HEADER] ?? newId(now),
    );
    const checked = checkRequest(request, {
      dataset,
      features: model.features,
      bucket: model.monitoring.bucket,
      span: event.routeKey === REPLAYS_ROUTE ? 'any' : liveSpan(model, now),
      now: now.toISOString(),
    });
    const endpoint = endpointName(environment.GYRE_ENV, model.name);
    const answered = await askModel(adapters.inference, endpoint, request.inferenceId, checked);
    if (model.serving.capture === 'front-door') {
      const { inferenceId } = request;
      const eventId = newId(now);
      const capture = captureOf({ model, endpoint, eventId, inferenceId, checked, answered, now });
      await keepCapture(adapters, environment, model.name, capture);
    }
    const answer: Answer = {
      inferenceId: request.inferenceId,
      modelVersion: answered.version,
      rowIds: [...checked.rowIds],
      predictions: answered.outputs.map(Number),
    };
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
  } catch (error) {
    const answer = errorAnswer(error);
    if (answer === undefined) throw error;
    const errorCode = error instanceof GyreError ? error.code : undefined;
    logger.warn('refused', { statusCode: answer.statusCode, errorCode });
    return answer;
  }
};

function newId(now: Date): string {
  return uuidV7(now, randomBytes(10));
}

function liveSpan({ serving }: ServedModel, now: Date): { readonly from: string; readonly to: string } {
  const time = now.getTime();
  return {
    from: new Date(time - serving.maximumLagMinutes * 60_000).toISOString(),
    to: new Date(time + LEAD_MILLISECONDS).toISOString(),
  };
}

export const handler = defineHandler({
  name: 'serving/predict',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({
    parameters: ssmParameters,
    store: s3ObjectStore,
    queue: sqsQueue,
    inference: sageMakerRuntimeInference,
  }),
  step: predict,
});
