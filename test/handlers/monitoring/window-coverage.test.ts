import { describe, expect, test } from 'vitest';
import { type CoverageDay, coverageKey } from '#core/monitoring/metrics/capture-coverage';
import { APRIL, farther, MODEL, type MonitoringRoom, monitoringRoom } from './support/monitoring-room.ts';

const REPORT = 'windows/ride-time/2024-04-01-v1-r1.json';

/** What the hourly look kept of some days: the same in each hour of the morning. */
async function looked(
  room: MonitoringRoom,
  days: readonly string[],
  hourly: { readonly answered: number; readonly captured: number },
): Promise<void> {
  for (const day of days) {
    const hours = ['08', '09', '10', '11'].map((hour) => ({ hour: `${day}T${hour}`, ...hourly }));
    const kept: CoverageDay = { model: MODEL, version: 1, day, hours };
    await room.put('reports', coverageKey(kept), kept);
  }
}

describe('F-04 the report of a window', () => {
  test('says how many of the requests of its time were captured, and judges what is there', async () => {
    const room = await monitoringRoom();
    await looked(room, ['2024-03-31', '2024-04-01', '2024-04-30', '2024-05-01'], {
      answered: 50,
      captured: 20,
    });
    await room.captured('a', room.events('e', 160), { change: farther });
    expect(await room.judge()).toMatchObject({ status: 'drifted' });
    expect((await room.report(REPORT)).coverage).toMatchObject({
      ...{ liveRows: 160, answeredRequests: 400, capturedRequests: 160 },
    });
  });

  test('F-02 tells a capture that stopped from callers who do not call', async () => {
    const room = await monitoringRoom();
    await looked(room, ['2024-04-10'], { answered: 50, captured: 0 });
    expect(await room.judge()).toMatchObject({
      ...{ status: 'no-data', reason: 'none of 200 answered requests was captured', isConfirmed: false },
    });
  });

  test('says nothing of a replay, whose requests were of another time', async () => {
    const room = await monitoringRoom();
    await looked(room, ['2026-11-21'], { answered: 50, captured: 50 });
    await room.captured('a', room.events('e', 160));
    expect(await room.judge('2024-05-01T06:00:00.000Z', APRIL)).toMatchObject({ status: 'stable' });
    expect((await room.report(REPORT)).coverage).not.toHaveProperty('answeredRequests');
  });
});
