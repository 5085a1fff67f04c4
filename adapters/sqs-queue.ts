import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from '#ports/queue';

const client = new SQSClient({ maxAttempts: 5 });

/** SQS takes ten messages a call. */
const BATCH = 10;
const MOST_ATTEMPTS = 3;

export const sqsQueue: Queue = {
  async send(queueUrl, messages) {
    for (let start = 0; start < messages.length; start += BATCH) {
      let pending = messages
        .slice(start, start + BATCH)
        .map((message, index) => ({ Id: String(index), MessageBody: JSON.stringify(message) }));
      for (let attempt = 1; pending.length > 0; attempt += 1) {
        const answer = await client.send(
          new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: pending }),
        );
        const failed = new Set((answer.Failed ?? []).map((entry) => entry.Id));
        pending = pending.filter((entry) => failed.has(entry.Id));
        if (pending.length > 0 && attempt === MOST_ATTEMPTS) {
          // The caller's own message returns to its queue and is tried again: nothing is lost.
          throw new Error(
            `${pending.length} messages were not accepted: ${answer.Failed?.[0]?.Code ?? 'unknown'}`,
          );
        }
      }
    }
  },
};
