import { versionOfVariant } from '#core/deployment/endpoint-requests';
import { formatAttributes } from '#core/serving/capture-record';
import type { CheckedRequest } from '#core/serving/check-request';
import { ModelAnswerError, ModelNotReadyError } from '#core/serving/errors';
import type { Inference, InvokeAnswer, InvokeFailure } from '#ports/inference';

/** Characters of a container's own words; they may be a whole stack trace. */
const LONGEST_MESSAGE = 400;

export interface Answered {
  readonly variant: string;
  readonly version: number;
  readonly outputs: readonly string[];
}

/** @throws ModelAnswerError, ModelNotReadyError */
export async function askModel(
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
  const facts = { where, received: `${failure}${status}: ${message.slice(0, LONGEST_MESSAGE)}` };
  if (failure === 'model-error') {
    const fix = 'look at the logs of the endpoint; gyre rollback brings the version before back';
    return new ModelAnswerError('the model failed to answer', { ...facts, fix });
  }
  return new ModelNotReadyError('the model cannot answer now', {
    ...facts,
    fix: 'try again a little later; if it lasts, gyre model show tells whether a version is deployed',
  });
}
