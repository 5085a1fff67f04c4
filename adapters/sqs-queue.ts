import { setTimeout as delay } from 'node:timers/promises';
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs';
import { MessageTooLargeError, ServiceUnavailableError } from '#core/remote-errors';
import type { Queue } from '#ports/queue';
import { clientSettings } from './client-settings.ts';
import { callService } from './wrap-sdk-error.ts';

const client = new SQSClient(clientSettings());

/** SQS takes ten messages a call, and so many bytes in all of them together. */
const MOST_ENTRIES = 10;
const MOST_BYTES = 256 * 1024;
const MOST_ATTEMPTS = 4;
const PAUSE_MILLISECONDS = 100;

/** A message may be sent twice when an answer is lost: delivery is at least once anyway. */
export const sqsQueue: Queue = {
  async send(queueUrl, messages, { delaySeconds = 0 } = {}) {
    for (const batch of inBatches(queueUrl, messages))
      await sendBatch(
        queueUrl,
        batch.map((entry) => ({ ...entry, DelaySeconds: delaySeconds })),
      );
  },
};

async function sendBatch(queueUrl: string, batch: readonly SendMessageBatchRequestEntry[]): Promise<void> {
  let pending = [...batch];
  for (let attempt = 1; pending.length > 0; attempt += 1) {
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: pending });
    const { Failed } = await callService(`SQS SendMessageBatch ${queueUrl}`, client.send(command));
    const failed = new Set(Failed?.map((entry) => entry.Id));
    pending = pending.filter((entry) => failed.has(entry.Id));
    if (pending.length === 0) return;
    if (attempt === MOST_ATTEMPTS || Failed?.some((entry) => entry.SenderFault === true) === true) {
      throw new ServiceUnavailableError('the queue did not accept every message', {
        where: queueUrl,
        received: `${pending.length} of ${batch.length} refused, the first with ${Failed?.[0]?.Code ?? 'no code'}`,
        fix: 'try again: what was accepted is harmless to send twice',
      });
    }
    await delay(Math.random() * PAUSE_MILLISECONDS * 2 ** attempt);
  }
}

function* inBatches(
  queueUrl: string,
  messages: readonly unknown[],
): Generator<readonly SendMessageBatchRequestEntry[]> {
  let batch: SendMessageBatchRequestEntry[] = [];
  let sizeBytes = 0;
  for (const message of messages) {
    const body = JSON.stringify(message);
    const bytes = Buffer.byteLength(body);
    if (bytes > MOST_BYTES) throw tooLarge(queueUrl, bytes);
    if (batch.length === MOST_ENTRIES || sizeBytes + bytes > MOST_BYTES) {
      yield batch;
      batch = [];
      sizeBytes = 0;
    }
    batch.push({ Id: String(batch.length), MessageBody: body });
    sizeBytes += bytes;
  }
  if (batch.length > 0) yield batch;
}

function tooLarge(where: string, bytes: number): MessageTooLargeError {
  return new MessageTooLargeError('the message is too large for a queue', {
    where,
    received: `${bytes} bytes`,
    allowed: `at most ${MOST_BYTES} bytes`,
    fix: 'write the content to S3 and send its key',
  });
}
