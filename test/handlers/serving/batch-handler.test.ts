import type { SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { defineBatchHandler } from '#lambdas/common/define-batch-handler';

type Step = Parameters<typeof defineBatchHandler<string, unknown, unknown>>[0]['step'];

/** Sends the bodies as messages m0, m1 ... @returns ids of the messages that go back to the queue */
async function run(step: Step, bodies: readonly string[]): Promise<readonly string[]> {
  const handler = defineBatchHandler({
    ...{ name: 'test/batch', body: z.string(), environment: z.unknown(), adapters: () => ({}), step },
  });
  const records = bodies.map((body, at) => ({
    messageId: `m${at}`,
    body,
    attributes: { SentTimestamp: '1000' },
  }));
  const context = { getRemainingTimeInMillis: () => 1000 };
  const answer = await handler({ Records: records } as unknown as SQSEvent, context as never);
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

test('all messages are handled together', async () => {
  const seen: unknown[] = [];
  const step: Step = async (messages) => {
    seen.push(messages);
    return [];
  };
  expect(await run(step, ['"a"', '"b"'])).toEqual([]);
  const sentAt = new Date(1000);
  expect(seen).toEqual([
    [
      { messageId: 'm0', sentAt, body: 'a' },
      { messageId: 'm1', sentAt, body: 'b' },
    ],
  ]);
});

test('messages that cannot be read fail alone', async () => {
  const bodies: string[][] = [];
  const step: Step = async (messages) => {
    bodies.push(messages.map(({ body }) => body));
    return ['m3'];
  };
  expect(await run(step, ['"a"', '{', '7', '"d"'])).toEqual(['m1', 'm2', 'm3']);
  expect(bodies).toEqual([['a', 'd']]);
});

test('a step that throws fails all that were read', async () => {
  expect(await run(() => Promise.reject(new Error('no')), ['"a"', '{', '"c"'])).toEqual(['m1', 'm0', 'm2']);
});
