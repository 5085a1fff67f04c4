import { describe, expect, it } from 'vitest';
import type { AskMessage } from '#core/retraining/retrain-records';
import { DURATION, unservedRoom } from './support/unserved-room.ts';

describe('decideRequest', () => {
  it('records "not now" with what is missing, and starts nothing', async () => {
    const room = await unservedRoom();
    await room.land(1, 400);
    expect(await room.requests()).toMatchObject([
      { status: 'not-now', refusals: [{ code: 'waiting-for-data' }] },
    ]);
    expect(room.contests()).toEqual([]);
  });

  it('starts the first contest as of the day after the newest row', async () => {
    const room = await unservedRoom();
    await room.land(1, 1000);
    const [request] = await room.requests();
    expect(request).toMatchObject({ status: 'accepted', cause: 'first', asOf: '2013-02-01T00:00:00.000Z' });
    expect(room.contests()).toMatchObject([
      { name: request?.requestId, input: { model: DURATION, cause: 'first' } },
    ]);
  });

  it('G-12 decides once however often a message is delivered', async () => {
    const room = await unservedRoom();
    await room.land(1, 1000);
    await Promise.all(Array.from({ length: 20 }, () => room.send(room.newsOf(1, 1000))));
    expect(await room.requests()).toHaveLength(1);
    expect(room.contests()).toHaveLength(1);
    expect(await room.happened('retrain-accepted')).toBe(1);
  });

  it('lets the next ask in once the execution has ended, on that proof', async () => {
    const room = await unservedRoom();
    await room.land(1, 1000);
    const [first] = await room.requests();
    const ask = (subject: string): AskMessage => ({
      ...{ kind: 'ask', model: DURATION, cause: 'manual', asOf: '2013-02-02T00:00:00.000Z', subject },
      requestedBy: 'me',
    });
    room.workflow.executions.set(first?.executionArn ?? '', { status: 'RUNNING' });
    await room.send(ask('while it runs'));
    const output = { outcome: 'refused' };
    room.workflow.executions.set(first?.executionArn ?? '', { status: 'SUCCEEDED', output });
    await room.send(ask('after its end'));
    const byId = new Map((await room.requests()).map((request) => [request.subject, request]));
    expect(byId.get('while it runs')).toMatchObject({ status: 'not-now', refusals: [{ code: 'in-flight' }] });
    expect(byId.get('after its end')?.status).toBe('accepted');
    expect(byId.get('rides version 1')).toMatchObject({ status: 'ended', outcome: 'refused' });
  });

  it('leaves models of other datasets alone', async () => {
    const room = await unservedRoom();
    await room.send({ ...room.newsOf(1, 5000), dataset: 'others' } as AskMessage);
    expect(await room.requests()).toEqual([]);
  });
});
