import { expect, test } from 'vitest';
import { type Baseline, baselineColumn } from '#core/monitoring/baseline';
import { binOf } from '#core/monitoring/reference-bins';
import { emptySketch } from '#core/monitoring/sketch';
import { sketchKey } from '#core/monitoring/sketch-key';
import { seededRandom } from '#core/random';
import { MODEL, monitoringRoom, watchedModel } from './support/monitoring-room.ts';

const DAY_MILLISECONDS = 86_400_000;
const ROWS_A_DAY = 24;
const MAY = { start: '2025-05-01T00:00:00.000Z', end: '2025-06-01T00:00:00.000Z' };
const FIRST_MAY = { start: '2024-05-01T00:00:00.000Z', end: '2024-06-01T00:00:00.000Z' };
const TICK = '2025-06-01T06:00:00.000Z';
const REPORT = 'windows/ride-time/2025-05-01-v1-r1.json';

type Weather = readonly [temperature: number, wind: number];

/** A day at a station of the temperate zone, in degrees Fahrenheit and knots, hour by hour. */
function dayOf(day: number): readonly Weather[] {
  const random = seededRandom(`day ${day}`);
  const bell = () => random() + random() + random() - 1.5;
  const mean = 54 - 23 * Math.cos((2 * Math.PI * (day - 20)) / 365.25) + 9 * bell();
  return Array.from({ length: ROWS_A_DAY }, (_, hour): Weather => {
    const swing = 7 * Math.sin((Math.PI * (hour - 9)) / 12) + 3 * bell();
    return [Math.round(mean + swing), Math.round(Math.abs(10 + 8 * bell()))];
  });
}

const dayNumber = (at: string) => Math.floor(Date.parse(at) / DAY_MILLISECONDS);

/** Trained on one winter. */
function winter(): Baseline {
  const [from, days] = [dayNumber('2024-01-01'), 91];
  const rows = Array.from({ length: days }, (_, day) => dayOf(from + day)).flat();
  const places = rows.map((_, row) => Math.floor(row / ROWS_A_DAY));
  const column = (name: string, at: 0 | 1) =>
    baselineColumn(
      name,
      rows.map((row) => row[at]),
      places,
    );
  return {
    ...{ format: 1, model: MODEL, contestId: 'ct-1', rows: rows.length },
    ...{ trainStart: '2024-01-01T00:00:00.000Z', trainEnd: '2024-04-01T00:00:00.000Z' },
    features: [column('temperature', 0), column('wind', 1)],
    prediction: baselineColumn(
      'prediction',
      rows.map(([temperature]) => temperature),
      [],
    ),
  };
}

/** Watched from the first of April to the end of May, a year later if not told otherwise. */
async function station(
  drift: Readonly<Record<string, unknown>>,
  { to = MAY.end, broken = (row: Weather): Weather => row } = {},
) {
  const monitoring = { bucket: '1d', driftWindow: 'calendar-month', drift: { minimumRows: 100, ...drift } };
  const room = await monitoringRoom(watchedModel({ monitoring }));
  const baseline = winter();
  await room.register(1, baseline);
  for (let day = dayNumber('2024-04-01'); day < dayNumber(to); day += 1) {
    const bucketStart = new Date(day * DAY_MILLISECONDS).toISOString().slice(0, 13);
    const address = { model: MODEL, version: 1, variant: 'v1', bucketStart, digest: 'ab' };
    const sketch = emptySketch(baseline, { bucket: 'capture', key: bucketStart });
    for (const own of dayOf(day)) {
      const row = day >= dayNumber(MAY.start) ? broken(own) : own;
      baseline.features.forEach(({ bins }, index) => {
        const counts = sketch.features[index] ?? [];
        const bin = binOf(row[index] ?? Number.NaN, bins);
        counts[bin] = (counts[bin] ?? 0) + 1;
      });
      sketch.rows += 1;
    }
    await room.put('reports', sketchKey(address), sketch);
  }
  return room;
}

const SEASON = { kind: 'former-years', windows: 2 };

test('a spring temperature is expected by a model that was trained in winter and has seen a spring', async () => {
  const room = await station({ season: SEASON, alarmOn: 'new' });
  const verdict = await room.judge(TICK, MAY);
  expect(verdict).toMatchObject({ status: 'expected', isConfirmed: false });
  expect(verdict.reason).toMatch(/^expected by season: temperature \d+\.\d\d \(\d+\.\d\d\)$/);
  const { season, features } = await room.report(REPORT);
  expect(season).toMatchObject({
    ...{ kind: 'former-years', status: 'compared', spans: [FIRST_MAY], rows: 31 * ROWS_A_DAY },
    features: [{ feature: 'temperature', verdict: 'expected' }],
  });
  expect(features).toMatchObject([{ feature: 'temperature', status: 'drifted' }, { feature: 'wind' }]);
});

test.each<[string, (row: Weather) => Weather, string]>([
  ['a thermometer that stands at 32', ([, wind]) => [32, wind], 'temperature'],
  ['a wind gauge that is stuck', ([temperature]) => [temperature, 0], 'wind'],
])('%s in spring is new, and alarms', async (_, broken, feature) => {
  const room = await station({ season: SEASON, alarmOn: 'new' }, { broken });
  const verdict = await room.judge(TICK, MAY);
  expect(verdict).toMatchObject({ status: 'drifted', isConfirmed: true });
  expect(verdict.reason.startsWith(feature)).toBe(true);
  const { season } = await room.report(REPORT);
  expect(season?.features).toContainEqual(expect.objectContaining({ feature, verdict: 'new' }));
});

test('a season is told and changes no alarm unless the policy says so', async () => {
  const room = await station({ season: SEASON });
  expect(await room.judge(TICK, MAY)).toMatchObject({ status: 'drifted', isConfirmed: true });
  expect((await room.report(REPORT)).season?.features).toMatchObject([{ verdict: 'expected' }]);
});

test('the first spring has no history: that is named, and everything alarms', async () => {
  const room = await station({ season: SEASON, alarmOn: 'new' }, { to: FIRST_MAY.end });
  expect(await room.judge('2024-06-01T06:00:00.000Z', FIRST_MAY)).toMatchObject({
    ...{ status: 'drifted', isConfirmed: true },
  });
  const { season } = await room.report('windows/ride-time/2024-05-01-v1-r1.json');
  expect(season).toMatchObject({ status: 'no-history', features: [] });
});
