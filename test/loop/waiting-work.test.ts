/** Work that waits: an upload behind many others, and a contest whose governor died between its record and the start. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MOST_OPEN_UPLOADS, type OpenUploads } from '#core/data/open-uploads';
import { OPEN_UPLOADS_KEY, requestKey, uploadKey } from '#core/registry/keys';
import type { RetrainRequest } from '#core/retraining/retrain-records';
import { day, rides } from '#test/handlers/training/support/rides';
import { eventually } from '#test/local/cloud/support/test-cloud';
import { type LoopWorld, startLoopWorld } from './support/loop-world.ts';

const MODEL = 'ride-time';
const REQUEST: RetrainRequest = {
  ...{ requestId: 'rr-accepted-and-not-started', cause: 'first', subject: 'rides version 1' },
  ...{ asOf: `${day(60)}T00:00:00.000Z`, championVersion: null, requestedBy: 'test', status: 'accepted' },
  ...{ refusals: [], asks: 1, decidedAt: `${day(60)}T00:00:00.000Z` },
};

let world: LoopWorld;
beforeAll(async () => {
  // Too few rows, so that the contest ends as soon as it has counted them.
  world = await startLoopWorld({ [MODEL]: { config: { training: { minimumRows: 100_000 } } } });
});
afterAll(() => world.stop());

/** The places of the dataset, as uploads in work leave them. */
const occupy = (open: OpenUploads['open']) =>
  world.registry.transition({ kind: 'dataset', name: 'rides' }, async () => ({
    writes: [{ sk: OPEN_UPLOADS_KEY, entity: 'open-uploads', expect: 'any', data: { open } }],
    event: { type: 'upload-claimed', actor: 'test', cause: 'others' },
    result: undefined,
  }));

test('A-15 an upload whose dataset has enough in work goes back into the queue, unclaimed', async () => {
  const { names } = world.connection;
  const since = new Date().toISOString();
  await occupy(Array.from({ length: MOST_OPEN_UPLOADS }, (_, n) => ({ uploadId: `ds-${n}`, since })));
  const Bucket = names.bucket('landing');
  await world.s3.send(new PutObjectCommand({ Bucket, Key: 'rides/late.csv', Body: rides(90, 91, 2) }));
  const AttributeNames = ['ApproximateNumberOfMessagesDelayed' as const];
  const QueueUrl = names.queueUrl('intake');
  await eventually(async () => {
    const { Attributes } = await new SQSClient({}).send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames }),
    );
    return Attributes?.ApproximateNumberOfMessagesDelayed === '1';
  });
  expect(await world.registry.list({ kind: 'dataset', name: 'rides' }, uploadKey(''))).toEqual([]);
  await occupy([]);
});

test('B-09 a contest that was accepted and never started is started by the next tick, and closed by one after', async () => {
  await world.land('rides/first.csv', rides(0, 60, 2));
  await world.quiet.queues('retrain');
  const { names } = world.connection;
  const executionArn = names.executionArn('training', REQUEST.requestId);
  await world.registry.transition({ kind: 'model', name: MODEL }, async () => ({
    writes: [
      {
        ...{ sk: requestKey(REQUEST.requestId), entity: 'retrain-request', expect: 'absent' },
        data: { ...REQUEST, executionArn },
      },
    ],
    event: { type: 'retrain-accepted', actor: 'test', cause: REQUEST.requestId },
    result: undefined,
  }));
  const requestNow = async () =>
    (await world.model(MODEL)).requests.find(({ requestId }) => requestId === REQUEST.requestId);

  await world.tick('platform', day(61));
  expect(await requestNow()).toMatchObject({ status: 'accepted' });
  expect(await world.endedContest(MODEL)).toMatchObject({
    ...{ requestId: REQUEST.requestId, outcome: 'not-now', asOf: REQUEST.asOf },
  });
  await world.quiet.machines('training');
  await world.tick('platform', day(62));
  expect(await requestNow()).toMatchObject({ status: 'ended', outcome: 'not-now' });
});
