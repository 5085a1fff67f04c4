import type { ServedModel } from '#core/config/served-model';
import { type Capture, type CaptureMessage, MOST_MESSAGE_BYTES } from '#core/serving/capture-message';
import { captureLine } from '#core/serving/capture-record';
import type { CheckedRequest } from '#core/serving/check-request';
import { CaptureNotKeptError } from '#core/serving/errors';
import type { ObjectStore } from '#ports/object-store';
import type { Queue } from '#ports/queue';
import type { Answered } from './ask-model.ts';

/** The record of a request and its answer, without the features that are masked. */
export function captureOf(facts: {
  readonly model: ServedModel;
  readonly endpoint: string;
  readonly eventId: string;
  readonly inferenceId: string;
  readonly checked: CheckedRequest;
  readonly answered: Answered;
  readonly now: Date;
}): Capture {
  const { model, checked, answered, eventId, inferenceId, now } = facts;
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

/**
 * Whatever keeps the record from its queue, be it for a moment or not, the caller hears 503 and no prediction: a
 * prediction that monitoring never sees is worse than one that is asked for again.
 * @throws CaptureNotKeptError
 */
export async function keepCapture(
  adapters: { readonly store: ObjectStore; readonly queue: Queue },
  environment: { readonly CAPTURES_QUEUE_URL: string; readonly STAGING_BUCKET: string },
  model: string,
  capture: Capture,
): Promise<void> {
  try {
    const message = await messageOf(adapters.store, environment.STAGING_BUCKET, model, capture);
    await adapters.queue.send(environment.CAPTURES_QUEUE_URL, [message]);
  } catch (error) {
    throw new CaptureNotKeptError(
      'the capture record could not be kept',
      {
        where: model,
        received: error instanceof Error ? error.name : 'UnknownError',
        fix: 'send the request again; if it lasts, look at the captures queue and the permissions of predict',
      },
      { cause: error },
    );
  }
}

/** A record that is larger than a message goes by way of the staging bucket. */
async function messageOf(
  store: ObjectStore,
  bucket: string,
  model: string,
  capture: Capture,
): Promise<CaptureMessage> {
  const text = JSON.stringify(capture);
  if (Buffer.byteLength(text) <= MOST_MESSAGE_BYTES) return capture;
  // By event and not by inference id: a caller may use one id again.
  const key = `captures/${model}/${capture.eventId}.json`;
  await store.write({ bucket, key }, text, 'application/json');
  return { kind: 'pointer', bucket, key };
}
