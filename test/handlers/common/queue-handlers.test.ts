import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { defineBatchHandler } from '#lambdas/common/define-batch-handler';
import { defineQueueHandler } from '#lambdas/common/define-queue-handler';

beforeAll(() => {
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
});

const body = z.strictObject({ n: z.int() });
const common = { body, environment: z.object({}), adapters: () => ({}) };

function eventOf(bodies: readonly string[]): SQSEvent {
  const Records = bodies.map((text, index) => ({
    messageId: `m${index}`,
    body: text,
    receiptHandle: `r${index}`,
    attributes: {
      SentTimestamp: '1767225600000',
      ApproximateReceiveCount: '1',
      SenderId: 's',
      ApproximateFirstReceiveTimestamp: '1767225600000',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:q',
    awsRegion: 'us-east-1',
  }));
  return { Records };
}

const context = { getRemainingTimeInMillis: () => 10_000, functionName: 'f' } as Context;
const failedIds = ({ batchItemFailures }: SQSBatchResponse) =>
  batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
const POSITIONS = [0, 1, 2, 3, 4];
/** Five messages; the one at `poison` has this body instead of its number. */
const five = (poison: number, text: string) =>
  eventOf(POSITIONS.map((n) => (n === poison ? text : JSON.stringify({ n }))));

describe.each(POSITIONS)('B-11 B-18 message %i of five cannot be handled', (bad) => {
  test.each([
    ['is no JSON', '{'],
    ['has another shape', '{"n":"1"}'],
  ])('one by one: it %s, the others are handled once, and it alone returns', async (_, text) => {
    const handled: number[] = [];
    const handler = defineQueueHandler({
      ...common,
      name: 'test/one',
      step: async ({ body: { n } }) => {
        handled.push(n);
        return Promise.resolve();
      },
    });
    expect(failedIds(await handler(five(bad, text), context))).toEqual([`m${bad}`]);
    expect(handled).toEqual(POSITIONS.filter((n) => n !== bad));
  });

  test('one by one: its step throws, and the others are handled once', async () => {
    const handled: number[] = [];
    const handler = defineQueueHandler({
      ...common,
      name: 'test/one',
      step: async ({ body: { n } }) => {
        if (n === bad) throw new TypeError('poison');
        handled.push(n);
        return Promise.resolve();
      },
    });
    expect(failedIds(await handler(five(-1, ''), context))).toEqual([`m${bad}`]);
    expect(handled).toEqual(POSITIONS.filter((n) => n !== bad));
  });

  test('together: one that cannot be read, and one whose step says that it failed', async () => {
    const other = (bad + 2) % 5;
    const handler = defineBatchHandler({
      ...common,
      name: 'test/many',
      step: async (messages) =>
        Promise.resolve(messages.filter(({ body: { n } }) => n === other).map(({ messageId }) => messageId)),
    });
    const failed = failedIds(await handler(five(bad, '{'), context));
    expect(failed.sort()).toEqual([`m${bad}`, `m${other}`].sort());
  });
});

test('B-18 a batch whose step throws returns whole', async () => {
  const handler = defineBatchHandler({
    ...common,
    name: 'test/many',
    step: async () => Promise.reject(new TypeError('down')),
  });
  expect(failedIds(await handler(five(-1, ''), context))).toHaveLength(5);
});
