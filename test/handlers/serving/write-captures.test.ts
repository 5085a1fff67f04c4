import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ServiceUnavailableError } from '#core/remote-errors';
import { parseCaptureKey } from '#core/serving/capture-key';
import type { Capture, CaptureMessage } from '#core/serving/capture-message';
import { captureLine } from '#core/serving/capture-record';
import { readCaptureObject } from '#lambdas/common/read-captures';
import { writeCaptures } from '#lambdas/serving/write-captures/handler';
import { type MemoryObjectStore, memoryObjectStore } from '#test/fakes/memory-object-store';
import { fakeContext } from '#test/fakes/step-context';

const SENT_AT = new Date('2024-05-10T06:00:00Z');
const NAME = /\/[0-9a-f]{32}\.jsonl\.gz$/;

function captureOf(eventId: string, change: Partial<Capture> = {}): Capture {
  const inferenceTime = '2024-05-10T05:59:59.000Z';
  const record = {
    ...{ eventId, inferenceId: eventId, inferenceTime, attributes: { purpose: 'live' as const } },
    ...{ inputs: ['1,2'], outputs: ['3'], rowIds: [`${eventId}#0`], eventTimes: ['2024-05-10T05:00:00Z'] },
  };
  const line = captureLine(record, Number(change.variant?.slice(1) ?? 12));
  return {
    kind: 'capture',
    endpoint: 'gyre-test-a',
    variant: 'v12',
    eventId,
    inferenceTime,
    line,
    ...change,
  };
}

function room(store: MemoryObjectStore = memoryObjectStore()) {
  const context = fakeContext({ environment: { CAPTURE_BUCKET: 'capture' }, adapters: { store } });
  const write = (bodies: readonly CaptureMessage[]) =>
    writeCaptures(
      bodies.map((body, at) => ({ messageId: `m${at}`, sentAt: SENT_AT, body })),
      context,
    );
  const keys = async () => {
    const found: string[] = [];
    for await (const { key } of store.list('capture', '')) found.push(key);
    return found;
  };
  const eventsOf = async (key: string) => {
    const { records, bad } = await readCaptureObject(store, { bucket: 'capture', key });
    expect(bad).toEqual([]);
    return records.map(({ eventId }) => eventId);
  };
  return { store, context, write, keys, eventsOf };
}

test('F-12 a batch becomes an object for each endpoint, variant and hour', async () => {
  const { write, keys, eventsOf } = room();
  const failed = await write([
    captureOf('e2'),
    captureOf('e3', { variant: 'v13' }),
    captureOf('e4', { endpoint: 'gyre-test-b' }),
    captureOf('e5', { inferenceTime: '2024-05-10T06:00:00.000Z' }),
    captureOf('e1'),
  ]);
  expect(failed).toEqual([]);
  const written = await keys();
  expect(written.map((key) => key.replace(NAME, ''))).toEqual([
    'gyre-test-a/v12/2024/05/10/05',
    'gyre-test-a/v12/2024/05/10/06',
    'gyre-test-a/v13/2024/05/10/05',
    'gyre-test-b/v12/2024/05/10/05',
  ]);
  expect(await Promise.all(written.map(eventsOf))).toEqual([['e1', 'e2'], ['e5'], ['e3'], ['e4']]);
  expect(parseCaptureKey(written[0] ?? '')).toEqual({
    ...{ endpoint: 'gyre-test-a', variant: 'v12', hour: '2024-05-10T05' },
  });
});

test('F-01 a batch that comes again, in any order and with repeats, writes the same bytes to the same key', async () => {
  const ids = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 10 });
  const again = ids.chain((all) =>
    fc.record({
      all: fc.constant(all),
      order: fc.shuffledSubarray(all, { minLength: all.length }),
      repeats: fc.subarray(all),
    }),
  );
  await fc.assert(
    fc.asyncProperty(again, async ({ all, order, repeats }) => {
      const { store, write, keys } = room();
      await write(all.map((id) => captureOf(id)));
      await write([...order, ...repeats].map((id) => captureOf(id)));
      expect(await keys()).toHaveLength(1);
      const bodies = store.versions.map(({ body }) => Buffer.from(body).toString('hex'));
      expect(new Set(bodies).size).toBe(1);
    }),
    { numRuns: 30 },
  );
});

test('other events are another object', async () => {
  const { write, keys } = room();
  await write([captureOf('e1')]);
  await write([captureOf('e1'), captureOf('e2')]);
  expect(await keys()).toHaveLength(2);
});

test('a record that lies in the staging bucket is read from there', async () => {
  const { store, write, keys, eventsOf } = room();
  const key = 'captures/a/e1.json';
  await store.write({ bucket: 'staging', key }, JSON.stringify(captureOf('e1')), 'application/json');
  expect(await write([{ kind: 'pointer', bucket: 'staging', key }, captureOf('e2')])).toEqual([]);
  expect(await Promise.all((await keys()).map(eventsOf))).toEqual([['e1', 'e2']]);
});

test.each([
  ['is gone', undefined],
  ['is no JSON', '{"kind":'],
  ['is no record', '{"kind":"capture"}'],
])('a message whose record %s fails alone', async (_, content) => {
  const { store, context, write, keys, eventsOf } = room();
  const key = 'captures/a/e1.json';
  if (content !== undefined) await store.write({ bucket: 'staging', key }, content, 'application/json');
  const messages = [captureOf('e0'), { kind: 'pointer' as const, bucket: 'staging', key }, captureOf('e2')];
  expect(await write(messages)).toEqual(['m1']);
  expect(await Promise.all((await keys()).map(eventsOf))).toEqual([['e0', 'e2']]);
  expect(context.logged).toMatchObject([{ level: 'error', facts: { messageIds: ['m1'] } }]);
});

test('an object that cannot be written fails its own messages', async () => {
  const store = memoryObjectStore();
  const write: MemoryObjectStore['write'] = (ref, body, contentType) =>
    ref.key.includes('/v13/')
      ? Promise.reject(new ServiceUnavailableError('a service of AWS did not answer', { fix: 'try again' }))
      : store.write(ref, body, contentType);
  const { write: send, keys } = room({ ...store, write });
  const failed = await send([
    captureOf('e1', { variant: 'v13' }),
    captureOf('e2'),
    captureOf('e3', { variant: 'v13' }),
  ]);
  expect(failed).toEqual(['m0', 'm2']);
  expect(await keys()).toHaveLength(1);
});

test('the object is what native capture writes: lines of JSON', async () => {
  const { store, write } = room();
  await write([captureOf('e1'), captureOf('e2')]);
  const text = gunzipSync(store.versions[0]?.body ?? '').toString('utf8');
  expect(text).toBe(`${captureOf('e1').line}\n${captureOf('e2').line}\n`);
});
