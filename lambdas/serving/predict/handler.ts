import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sageMakerRuntimeInference } from '#adapters/sagemaker-runtime-inference';
import { sqsQueue } from '#adapters/sqs-queue';
import { ssmParameters } from '#adapters/ssm-parameters';
import type { CompiledModel } from '#core/config/compiled-model';
import { endpointName, versionOfVariant } from '#core/deployment/endpoint-requests';
import { type Capture, type CaptureMessage, MOST_MESSAGE_BYTES } from '#core/serving/capture-message';
import { captureLine, formatAttributes } from '#core/serving/capture-record';
import { type CheckedRequest, checkRequest } from '#core/serving/check-request';
import { ModelAnswerError, ModelNotReadyError } from '#core/serving/errors';
import { readBody } from '#core/serving/read-body';
import type { Inference, InvokeAnswer, InvokeFailure } from '#ports/inference';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Queue } from '#ports/queue';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { errorAnswer } from './error-answer.ts';
import { type Answer, environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { loadServed } from './load-served.ts';

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
    const body = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString('utf8') : event.body;
    const request = readBody(
      body,
      event.headers['content-type'] ?? '',
      event.headers[INFERENCE_ID_HEADER] ?? randomUUID(),
    );
    const checked = checkRequest(request, {
      dataset,
      features: model.features,
      bucket: model.monitoring.bucket,
      span: event.routeKey === REPLAYS_ROUTE ? 'any' : liveSpan(model, now),
      now: now.toISOString(),
    });
    const endpoint = endpointName(environment.GYRE_ENV, model.name);
    const answered = await invoke(adapters.inference, endpoint, request.inferenceId, checked);
    const capture = captureOf({ model, endpoint, inferenceId: request.inferenceId, checked, answered, now });
    if (model.serving.capture === 'front-door') await send(adapters, environment, model.name, capture);
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
    logger.warn('refused', { statusCode: answer.statusCode });
    return answer;
  }
};

function liveSpan({ serving }: CompiledModel, now: Date): { readonly from: string; readonly to: string } {
  const time = now.getTime();
  return {
    from: new Date(time - serving.maximumLagMinutes * 60_000).toISOString(),
    to: new Date(time + LEAD_MILLISECONDS).toISOString(),
  };
}

interface Answered {
  readonly variant: string;
  readonly version: number;
  readonly outputs: readonly string[];
}

async function invoke(
  inference: Inference,
  endpoint: string,
  inferenceId: string,
  { lines, eventTimes }: CheckedRequest,
): Promise<Answered> {
  const answer = await inference.invoke({
    endpointName: endpoint,
    body: `${lines.join('\n')}\n`,
    contentType: 'text/csv',
    inferenceId,
    customAttributes: formatAttributes({ purpose: 'live', eventTime: eventTimes[0] ?? '' }),
  });
  if ('failure' in answer) throw failed(answer, endpoint);
  const outputs = answer.body.trimEnd().split('\n');
  const version = versionOfVariant(answer.invokedVariant);
  if (version === undefined || outputs.length !== lines.length || !outputs.every(isPrediction))
    throw unusable(answer, endpoint, lines.length, outputs.length);
  return { variant: answer.invokedVariant, version, outputs };
}

function isPrediction(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

function unusable(answer: InvokeAnswer, where: string, rows: number, lines: number): ModelAnswerError {
  return new ModelAnswerError('the model did not answer with one number a row', {
    where,
    received: `${lines} lines of variant ${answer.invokedVariant} for ${rows} rows`,
    allowed: 'one finite number a line',
    fix: 'look at predict_fn and output_fn of the version; gyre rollback brings the one before back',
  });
}

function failed({ failure, originalStatus, message }: InvokeFailure, where: string): Error {
  const status = originalStatus === undefined ? '' : ` (container status ${originalStatus})`;
  const facts = { where, received: `${failure}${status}: ${message}` };
  if (failure === 'model-error' || failure === 'refused') {
    const fix = 'look at the logs of the endpoint; gyre rollback brings the version before back';
    return new ModelAnswerError('the model failed to answer', { ...facts, fix });
  }
  return new ModelNotReadyError('the model cannot answer now', { ...facts, fix: 'try again a little later' });
}

function captureOf(facts: {
  readonly model: CompiledModel;
  readonly endpoint: string;
  readonly inferenceId: string;
  readonly checked: CheckedRequest;
  readonly answered: Answered;
  readonly now: Date;
}): Capture {
  const { model, checked, answered, inferenceId, now } = facts;
  const eventId = randomUUID();
  const masked = new Set(model.serving.mask);
  const record = {
    ...{ eventId, inferenceId, inferenceTime: now.toISOString() },
    attributes: { purpose: 'live' as const, eventTime: checked.eventTimes[0] ?? now.toISOString() },
    inputs:
      masked.size === 0 ? checked.lines : checked.lines.map((line) => maskLine(line, model.features, masked)),
    outputs: answered.outputs,
    rowIds: checked.rowIds,
    eventTimes: checked.eventTimes,
  };
  return {
    kind: 'capture',
    endpoint: facts.endpoint,
    variant: answered.variant,
    ...{ eventId, inferenceTime: record.inferenceTime },
    line: captureLine(record, answered.version),
  };
}

function maskLine(line: string, features: readonly string[], masked: ReadonlySet<string>): string {
  return line
    .split(',')
    .map((cell, index) => (masked.has(features[index] ?? '') ? '' : cell))
    .join(',');
}

/** A record that is larger than a message goes by way of the staging bucket. */
async function send(
  adapters: Adapters,
  environment: Environment,
  model: string,
  capture: Capture,
): Promise<void> {
  const text = JSON.stringify(capture);
  let message: CaptureMessage = capture;
  if (Buffer.byteLength(text) > MOST_MESSAGE_BYTES) {
    const bucket = environment.STAGING_BUCKET;
    const key = `captures/${model}/${capture.eventId}.json`;
    await adapters.store.write({ bucket, key }, text, 'application/json');
    message = { kind: 'pointer', bucket, key };
  }
  await adapters.queue.send(environment.CAPTURES_QUEUE_URL, [message]);
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
