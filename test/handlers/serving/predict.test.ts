import { describe, expect, it, test } from 'vitest';
import { captureMessageSchema, captureSchema, MOST_MESSAGE_BYTES } from '#core/serving/capture-message';
import { decodeCaptureLine } from '#core/serving/capture-record';
import type { InvokeFailure } from '#ports/inference';
import { answerOf, frontDoorRoom } from './support/front-door-room.ts';

const REPLAYS = 'POST /models/{model}/replays';
const CSV = 'distance,salary\n7,100\n8,\n';
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

type Room = ReturnType<typeof frontDoorRoom>;

const errorOf = (result: { readonly body: string }): unknown => JSON.parse(result.body);

/** The record of the only message, which lies in it or where it points to. */
async function captured({ queue, store }: Room) {
  expect(queue.sent).toHaveLength(1);
  const message = captureMessageSchema.parse(queue.sent[0]?.message);
  const capture =
    message.kind === 'capture' ? message : captureSchema.parse(JSON.parse(await store.readText(message)));
  const decoded = decodeCaptureLine(capture.line);
  if ('bad' in decoded) throw new Error(decoded.bad);
  return { message, capture, record: decoded.record };
}

describe('an answer', () => {
  it('has a prediction and an id a row, and the version that gave them', async () => {
    const room = frontDoorRoom();
    const result = await room.send({ body: CSV });
    expect(result).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
    const answer = answerOf(result);
    expect(answer).toMatchObject({ modelVersion: 12, predictions: [200, 0] });
    expect(answer.inferenceId).toMatch(UUID_V7);
    expect(answer.rowIds).toEqual([`${answer.inferenceId}#0`, `${answer.inferenceId}#1`]);
    expect(room.inference.requests).toEqual([
      {
        ...{ endpointName: 'gyre-test-duration', contentType: 'text/csv', body: '100,7\n,8\n' },
        inferenceId: answer.inferenceId,
        customAttributes: `purpose=live;event-time=${room.now.toISOString()}`,
      },
    ]);
  });

  it('is the same for CSV, JSON and a body in base64', async () => {
    const rows = [
      { salary: 100, distance: 7, id: 'r1' },
      { id: 'r2', salary: null, distance: 8 },
    ];
    const csv = 'id,distance,salary\nr1,7,100\nr2,8,\n';
    const headers = { 'content-type': 'application/json' };
    const bodies = [
      { body: csv },
      { body: Buffer.from(csv).toString('base64'), isBase64Encoded: true },
      { body: JSON.stringify({ inferenceId: 'mine', rows }), headers },
    ];
    for (const body of bodies) {
      const answer = answerOf(await frontDoorRoom().send(body));
      expect(answer).toMatchObject({ rowIds: ['r1', 'r2'], predictions: [200, 0] });
    }
  });

  it('bears the id of the caller, of the header or of the body', async () => {
    const headers = { 'content-type': 'text/csv', 'x-gyre-inference-id': 'mine-1' };
    expect(answerOf(await frontDoorRoom().send({ body: CSV, headers })).rowIds).toEqual([
      'mine-1#0',
      'mine-1#1',
    ]);
    const json = { ...headers, 'content-type': 'application/json' };
    const body = '{"inferenceId":"mine-2","rows":[{"distance":1,"salary":2}]}';
    expect(answerOf(await frontDoorRoom().send({ body, headers: json })).inferenceId).toBe('mine-2');
  });

  it('to a replay may be about any time', async () => {
    const room = frontDoorRoom();
    const body = 'at,distance,salary\n2013-04-01T07:00:00Z,1,2\n2013-04-01T07:30:00Z,3,4\n';
    expect(await room.send({ body })).toMatchObject({ statusCode: 400 });
    expect(await room.send({ body, routeKey: REPLAYS })).toMatchObject({ statusCode: 200 });
    const { record } = await captured(room);
    expect(record.eventTimes).toEqual(['2013-04-01T07:00:00Z', '2013-04-01T07:30:00Z']);
    expect(record.attributes.eventTime).toBe('2013-04-01T07:00:00Z');
  });
});

describe('the capture record', () => {
  it('is in the queue before the answer, with what the model saw and said', async () => {
    const room = frontDoorRoom();
    const headers = { 'content-type': 'text/csv', 'x-gyre-inference-id': 'mine' };
    await room.send({ body: 'id,distance,salary\nr1,7,100\nr2,8,\n', headers });
    const { capture, record } = await captured(room);
    expect(room.queue.sent[0]?.queueUrl).toBe('captures');
    expect(capture).toMatchObject({ endpoint: 'gyre-test-duration', variant: 'v12' });
    expect(record.eventId).toMatch(UUID_V7);
    expect(record).toMatchObject({
      ...{ inferenceId: 'mine', inferenceTime: room.now.toISOString(), rowIds: ['r1', 'r2'] },
      ...{ inputs: ['100,7', ',8'], outputs: ['200', '0'], attributes: { purpose: 'live' } },
    });
    expect(capture.line).toContain('"gyre":{"modelVersion":12,');
  });

  it('H-09 holds no masked feature, which the model does see', async () => {
    const room = frontDoorRoom({ mask: ['salary'] });
    room.inference.behave(() => '1');
    await room.send({ body: CSV });
    expect(room.inference.requests[0]?.body).toBe('100,7\n,8\n');
    expect((await captured(room)).record.inputs).toEqual([',7', ',8']);
    expect(JSON.stringify(room.queue.sent)).not.toContain('100');
  });

  it.each(['native', 'none'])('is left to others when capture is %s', async (capture) => {
    const room = frontDoorRoom({ capture });
    expect(await room.send({ body: CSV })).toMatchObject({ statusCode: 200 });
    expect(room.queue.sent).toEqual([]);
  });

  it('goes by way of the staging bucket when it is larger than a message', async () => {
    const room = frontDoorRoom();
    const rows = Array.from({ length: 1000 }, (_, row) => `${'k'.repeat(200)}${row},1,2`);
    const answer = answerOf(await room.send({ body: ['id,distance,salary', ...rows].join('\n') }));
    const { message, capture, record } = await captured(room);
    expect(message).toEqual({
      ...{ kind: 'pointer', bucket: 'staging', key: `captures/duration/${capture.eventId}.json` },
    });
    expect(Buffer.byteLength(JSON.stringify(capture))).toBeGreaterThan(MOST_MESSAGE_BYTES);
    expect(record.rowIds).toEqual(answer.rowIds);
  });

  it('that cannot be sent keeps the answer back', async () => {
    const room = frontDoorRoom();
    room.refuseMessages();
    const result = await room.send({ body: CSV });
    expect(result).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
    expect(errorOf(result)).toMatchObject({ error: { code: 'GYRE-606', received: 'ServiceRefusedError' } });
    expect(result.body).not.toContain('predictions');
  });

  it('F-01 of a request that is sent again has another event id', async () => {
    const room = frontDoorRoom();
    const headers = { 'content-type': 'text/csv', 'x-gyre-inference-id': 'mine' };
    await room.send({ body: CSV, headers });
    await room.send({ body: CSV, headers });
    const events = room.queue.sent.map(({ message }) => captureSchema.parse(message).eventId);
    expect(new Set(events).size).toBe(2);
  });
});

test.each([
  ['a column nobody knows', { body: 'distance,salary,x\n1,2,3\n' }, 400, 'GYRE-601'],
  ['a header alone', { body: 'distance,salary\n' }, 400, 'GYRE-601'],
  ['no body', {}, 400, 'GYRE-601'],
  ['an unknown model', { pathParameters: { model: 'nobody' } }, 404, 'GYRE-401'],
  ['a name that leads elsewhere', { pathParameters: { model: '../datasets/rides' } }, 404, 'GYRE-401'],
  ['1,001 rows', { body: `distance,salary\n${'1,2\n'.repeat(1001)}` }, 413, 'GYRE-602'],
  ['a body of 256 KB and a byte', { body: 'x'.repeat(256 * 1024 + 1) }, 413, 'GYRE-602'],
  ['another content type', { body: CSV, headers: { 'content-type': 'application/x-npy' } }, 415, 'GYRE-603'],
  ['no content type', { body: CSV, headers: {} }, 415, 'GYRE-603'],
])('%s is answered with what is wrong, and no model is asked', async (_, request, statusCode, code) => {
  const room = frontDoorRoom();
  const result = await room.send(request);
  expect(result).toMatchObject({ statusCode, headers: { 'content-type': 'application/json' } });
  const text: unknown = expect.any(String);
  expect(errorOf(result)).toMatchObject({
    error: { code, name: text, message: text, where: text, received: text, fix: text },
  });
  expect(room.inference.requests).toEqual([]);
  expect(room.queue.sent).toEqual([]);
});

test('a name that is none is never asked for', async () => {
  const room = frontDoorRoom();
  await room.send({ pathParameters: { model: '../datasets/rides' } });
  expect(room.asked).toEqual([]);
});

test.each<[InvokeFailure['failure'], number, string]>([
  ['model-error', 502, 'GYRE-604'],
  ['not-ready', 503, 'GYRE-605'],
  ['throttled', 503, 'GYRE-605'],
  ['timeout', 503, 'GYRE-605'],
  ['unavailable', 503, 'GYRE-605'],
  // There is no endpoint yet.
  ['refused', 503, 'GYRE-605'],
])(
  'a model that fails with %s is answered with %i and captured nowhere',
  async (failure, statusCode, code) => {
    const room = frontDoorRoom();
    room.inference.behave({ failure, message: 'trace '.repeat(1000) });
    const result = await room.send({ body: CSV });
    expect(result.statusCode).toBe(statusCode);
    expect(errorOf(result)).toMatchObject({ error: { code } });
    expect(result.body.length).toBeLessThan(1000);
    expect(room.queue.sent).toEqual([]);
  },
);

test.each([
  ['NaN', () => 'NaN'],
  ['nothing', () => ''],
  ['two lines a row', () => '1\n2'],
  ['words', () => 'late'],
])('E-08 a model that answers %s gives no prediction', async (_, model) => {
  const room = frontDoorRoom();
  room.inference.behave(model);
  const result = await room.send({ body: CSV });
  expect(result.statusCode).toBe(502);
  expect(room.queue.sent).toEqual([]);
});

test('H-09 what is logged holds no value, name of a row or word of the model', async () => {
  const room = frontDoorRoom();
  const headers = { 'content-type': 'text/csv', 'x-gyre-inference-id': 'canary-4711' };
  await room.send({ body: 'id,distance,salary\ncanary-4711,4711,4711\n', headers });
  await room.send({ body: 'id,distance,salary\ncanary-4711,4711,canary-4711\n', headers });
  room.inference.behave({ failure: 'model-error', message: 'canary-4711' });
  await room.send({ body: 'id,distance,salary\ncanary-4711,4711,4711\n', headers });
  expect(room.context.logged).toMatchObject([
    { message: 'refused', facts: { statusCode: 400, errorCode: 'GYRE-601' } },
    { message: 'refused', facts: { statusCode: 502, errorCode: 'GYRE-604' } },
  ]);
  expect(JSON.stringify(room.context.logged)).not.toContain('4711');
});

test('the deployed configuration is read once a minute', async () => {
  const room = frontDoorRoom();
  const later = (milliseconds: number) => new Date(room.now.getTime() + milliseconds);
  await Promise.all([room.send({ body: CSV }), room.send({ body: CSV })]);
  await room.send({ body: CSV }, later(59_999));
  expect(room.asked).toEqual(['/gyre/test/models/duration', '/gyre/test/datasets/rides']);
  await room.send({ body: CSV }, later(60_000));
  expect(room.asked).toHaveLength(4);
});
