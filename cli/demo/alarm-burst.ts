/** A storm of notifications, as a flapping alarm or a faulty publisher makes it. */
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { seededRandom } from '#core/random';

const MESSAGES = 1000;
const TRANSITIONS = 50;
const BATCH = 10;
const AT_ONCE = 4;

/**
 * Publishes the notification of an alarm a thousand times, as messages of their own with fifty times of transition in
 * mixed order.
 * @returns how many were accepted, each with another message id
 */
export async function publishBurst(topicArn: string, alarmName: string): Promise<number> {
  const sns = new SNSClient({});
  const random = seededRandom(alarmName);
  const messages = Array.from({ length: MESSAGES }, (_, index) =>
    notification(alarmName, index % TRANSITIONS),
  )
    .map((message) => ({ message, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ message }) => message);
  const batches = Array.from({ length: MESSAGES / BATCH }, (_, index) =>
    messages.slice(index * BATCH, (index + 1) * BATCH),
  );
  const ids = new Set<string>();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
        const answer = await sns.send(
          new PublishBatchCommand({
            TopicArn: topicArn,
            PublishBatchRequestEntries: batch.map((Message, index) => ({ Id: String(index), Message })),
          }),
        );
        for (const { MessageId: id } of answer.Successful ?? []) if (id !== undefined) ids.add(id);
      }
    }),
  );
  return ids.size;
}

/** The fields that CloudWatch sends and anybody reads. */
function notification(alarmName: string, transition: number): string {
  return JSON.stringify({
    AlarmName: alarmName,
    NewStateValue: 'ALARM',
    OldStateValue: 'OK',
    NewStateReason: 'Threshold Crossed: 1 datapoint was greater than or equal to the threshold (1.0).',
    StateChangeTime: new Date(Date.UTC(2013, 5, 1, 6, 0, transition)).toISOString().replace('Z', '+0000'),
  });
}
