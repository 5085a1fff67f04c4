import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sqsQueue } from '#adapters/sqs-queue';
import { ssmParameters } from '#adapters/ssm-parameters';
import { objectCreatedSchema } from '#core/data/object-created';
import { sha256Hex } from '#core/registry/identify';
import { BadRequestError, RequestTooLargeError, UnsupportedMediaTypeError } from '#core/serving/errors';
import { labelsIdOf } from '#core/serving/ground-truth-records';
import { bodyOf, type HttpEvent } from '#core/serving/http-event';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Queue } from '#ports/queue';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { errorAnswer } from '../../common/error-answer.ts';
import { loadServed } from '../../common/load-served.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/** What the API and its function pass on for sure. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Takes a file of labels by HTTP, for callers who cannot write to a bucket: keeps it and hands it to the same queue
 * that tells of landed files. Content and columns are checked there, and `gyre label status` tells the outcome.
 *
 * The place is named by the content: the same labels sent again are the same file.
 */
export const acceptLabels: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly parameters: Parameters; readonly store: ObjectStore; readonly queue: Queue }
> = async (event, { environment, adapters, now, logger }) => {
  try {
    const { model } = await loadServed(adapters, environment.GYRE_ENV, event.pathParameters.model, now);
    const text = checkedBody(event);
    const etag = sha256Hex(text);
    const place = { bucket: environment.LAKE_BUCKET, key: `_labels/${model.name}/${etag}.csv`, etag };
    await adapters.store.writeOnce(place, text, 'text/csv');
    const object = { key: place.key, size: Buffer.byteLength(text), etag };
    const message: z.input<typeof objectCreatedSchema> = {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      time: now.toISOString(),
      detail: { bucket: { name: place.bucket }, object },
    };
    await adapters.queue.send(environment.LABELS_QUEUE_URL, [message]);
    const body = JSON.stringify({ labelsId: labelsIdOf(place), bytes: object.size });
    return { statusCode: 202, headers: { 'content-type': 'application/json' }, body };
  } catch (error) {
    const answer = errorAnswer(error);
    if (answer === undefined) throw error;
    logger.warn('refused', { statusCode: answer.statusCode });
    return answer;
  }
};

function checkedBody(event: HttpEvent): string {
  const type = event.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'text/csv') {
    throw new UnsupportedMediaTypeError('labels come as CSV', {
      where: 'header content-type',
      received: type.slice(0, 64) || 'none',
      allowed: 'text/csv',
      fix: 'set the header; the file has a header line: the key columns or row_id, then labels',
    });
  }
  const text = bodyOf(event);
  const bytes = Buffer.byteLength(text);
  if (text.trim() === '') {
    throw new BadRequestError('a file without labels', {
      where: 'body',
      received: `${bytes} bytes`,
      allowed: 'a header line and rows',
      fix: 'send the key columns or row_id, then labels',
    });
  }
  if (bytes <= MOST_BYTES) return text;
  throw new RequestTooLargeError('the file of labels is too large for the API', {
    where: 'body',
    received: `${bytes} bytes`,
    allowed: `at most ${MOST_BYTES}`,
    fix: 'send several files, or put one to the landing bucket below _labels/<model>/',
  });
}

export const handler = defineHandler({
  name: 'serving/accept-labels',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ parameters: ssmParameters, store: s3ObjectStore, queue: sqsQueue }),
  step: acceptLabels,
});
