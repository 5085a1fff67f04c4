import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type CompiledModel, compiledModelSchema } from '#core/config/compiled-model';
import {
  closedWindow,
  dueWork,
  judgementDay,
  LABEL_FILES_A_RUN,
  type MonitoringState,
  windowDays,
} from '#core/monitoring/due-work';

const model = (monitoring: Readonly<Record<string, unknown>> = {}, serving = {}): CompiledModel =>
  compiledModelSchema.parse({
    ...{ name: 'ride-time', owner: 'operations', risk: 'low', problem: 'regression', objective: 'plan' },
    ...{ dataset: 'rides', label: 'minutes', features: ['distance'], key: ['id'], eventTime: 'at' },
    evaluation: { metric: 'rmse' },
    monitoring: { driftWindow: 'calendar-month', latenessMinutes: 60, ...monitoring },
    serving,
  });
const state = (change: Partial<MonitoringState> = {}): MonitoringState => ({
  champion: { version: 2, asOf: '2013-03-01T00:00:00Z' },
  ...{ judgedWindows: [], judgedQuality: [], newLabels: 0, waitingLabels: 0, needsReconciling: false },
  ...change,
});
/** What has been judged for all that the clock would ask of version 2 now. */
const judged = (start: string, day: string, version = 2) => ({
  judgedWindows: [{ start, version }],
  judgedQuality: [{ day, version }],
});
const APRIL = { start: '2013-04-01T00:00:00.000Z', end: '2013-05-01T00:00:00.000Z' };

describe('closedWindow', () => {
  test.each([
    ['2013-05-01T01:00:00Z', 60, '2013-04-01', '2013-05-01'],
    ['2013-05-01T00:59:59.999Z', 60, '2013-03-01', '2013-04-01'],
    ['2013-05-01T00:00:00Z', 0, '2013-04-01', '2013-05-01'],
    ['2013-04-30T23:59:59Z', 0, '2013-03-01', '2013-04-01'],
    ['2013-03-01T06:00:00Z', 60, '2013-02-01', '2013-03-01'],
    ['2012-03-01T06:00:00Z', 60, '2012-02-01', '2012-03-01'],
    ['2014-01-01T06:00:00Z', 60, '2013-12-01', '2014-01-01'],
    ['2014-01-31T23:00:00Z', 60, '2013-12-01', '2014-01-01'],
    ['2013-05-02T00:00:00Z', 1440, '2013-04-01', '2013-05-01'],
  ])('F-10 the month closed at %s, %i minutes late', (asOf, lateness, start, end) => {
    expect(closedWindow('calendar-month', asOf, lateness)).toEqual({
      ...{ start: `${start}T00:00:00.000Z`, end: `${end}T00:00:00.000Z` },
    });
  });

  test.each([
    // 1970-01-01 was a Thursday: weeks counted from the epoch begin on Thursdays.
    ['2013-05-02T01:00:00Z', 7, '2013-04-25', '2013-05-02'],
    ['2013-05-02T00:59:59Z', 7, '2013-04-18', '2013-04-25'],
    ['2013-05-08T23:00:00Z', 7, '2013-04-25', '2013-05-02'],
    ['2013-05-02T01:00:00Z', 1, '2013-05-01', '2013-05-02'],
  ])('the stretch closed at %s of %i days', (asOf, days, start, end) => {
    expect(closedWindow({ days }, asOf, 60)).toEqual({
      ...{ start: `${start}T00:00:00.000Z`, end: `${end}T00:00:00.000Z` },
    });
  });

  it('F-10 windows follow each other without gap or overlap', () => {
    const moments = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2099-01-01'),
      noInvalidDate: true,
    });
    const lengths = fc.oneof(
      fc.constant('calendar-month' as const),
      fc.record({ days: fc.integer({ min: 1, max: 92 }) }),
    );
    fc.assert(
      fc.property(moments, lengths, fc.integer({ min: 0, max: 1440 }), (at, length, lateness) => {
        const { start, end } = closedWindow(length, at.toISOString(), lateness);
        expect(Date.parse(end) + lateness * 60_000).toBeLessThanOrEqual(at.getTime());
        // As of the end of a window, that window is the one; a moment before, the one before.
        const asOf = new Date(Date.parse(end) + lateness * 60_000);
        expect(closedWindow(length, asOf.toISOString(), lateness)).toEqual({ start, end });
        const before = new Date(asOf.getTime() - 1).toISOString();
        expect(closedWindow(length, before, lateness).end).toBe(start);
        if (length !== 'calendar-month') expect(windowDays({ start, end })).toBe(length.days);
      }),
    );
  });
});

test.each([
  ['2013-06-15T01:00:00Z', '2013-06-15'],
  ['2013-06-15T00:59:59Z', '2013-06-01'],
  ['2013-06-30T12:00:00Z', '2013-06-15'],
  ['2013-01-01T00:30:00Z', '2012-12-15'],
  ['2012-03-01T00:00:00Z', '2012-02-15'],
])('F-10 the day of judgement at %s is %s', (asOf, day) => {
  expect(judgementDay([1, 15], asOf, 60)).toBe(day);
});

describe('dueWork', () => {
  const TICK = '2013-05-01T06:00:00Z';

  it('judges the month that closed, and quality on its day', () => {
    expect(dueWork(TICK, model(), state())).toEqual({
      ...{ drift: APRIL, attribution: false, quality: '2013-05-01', reconcile: true, join: false },
    });
  });

  it('measures what answers hang on where the model asks for it, with a window', () => {
    const asking = model({ attribution: { rows: 100, minimumAgreement: 0.9 } });
    expect(dueWork(TICK, asking, state()).attribution).toBe(true);
    expect(dueWork(TICK, asking, state(judged(APRIL.start, '2013-05-01'))).attribution).toBe(false);
  });

  it('F-14 a tick that comes late still judges, until the next window closes', () => {
    for (const asOf of ['2013-05-03T00:00:00Z', '2013-05-31T22:00:00Z'])
      expect(dueWork(asOf, model(), state()).drift).toEqual(APRIL);
    expect(dueWork('2013-05-31T22:00:00Z', model(), state()).quality).toBe('2013-05-15');
  });

  it('B-15 has nothing to do when all was judged', () => {
    const done = state(judged(APRIL.start, '2013-05-01'));
    expect(dueWork(TICK, model(), done)).toEqual({
      join: false,
      drift: null,
      attribution: false,
      quality: null,
      reconcile: false,
    });
  });

  it('G-04 judges anew when another version serves', () => {
    const other = state(judged(APRIL.start, '2013-05-01', 1));
    expect(dueWork(TICK, model(), other)).toMatchObject({ drift: APRIL, quality: '2013-05-01' });
  });

  test.each([
    ['before it began', '2013-03-31T00:00:00Z', true, true],
    ['within it', '2013-04-20T00:00:00Z', true, true],
    ['at its end', '2013-05-01T00:00:00Z', false, false],
    ['after it', '2013-05-01T02:00:00Z', false, false],
  ])('G-04 a champion that came %s answers for the window or not', (_, asOf, hasDrift, hasQuality) => {
    const due = dueWork(TICK, model(), state({ champion: { version: 2, asOf } }));
    expect([due.drift !== null, due.quality !== null]).toEqual([hasDrift, hasQuality]);
  });

  it('waits for late records before it judges', () => {
    const half = '2013-05-01T00:30:00Z';
    const done = state(judged('2013-03-01T00:00:00.000Z', '2013-04-15'));
    expect(dueWork(half, model(), done)).toMatchObject({ drift: null, quality: null });
    expect(dueWork(half, model({ latenessMinutes: 30 }), done)).toMatchObject({ drift: APRIL });
  });

  it('F-03 judges a re-opened window once no newer one is due', () => {
    const march = { start: '2013-03-01T00:00:00.000Z', end: APRIL.start };
    const done = judged(APRIL.start, '2013-05-01');
    expect(dueWork(TICK, model(), state({ ...done, reopened: APRIL }))).toMatchObject({
      ...{ drift: APRIL, reconcile: true },
    });
    expect(dueWork(TICK, model(), state({ reopened: march })).drift).toEqual(APRIL);
  });

  it('reconciles on demand, without a judgement', () => {
    const done = state({ ...judged(APRIL.start, '2013-05-01'), needsReconciling: true });
    expect(dueWork(TICK, model(), done)).toMatchObject({ drift: null, quality: null, reconcile: true });
  });

  it('has nothing but labels to join before the first champion', () => {
    const none: MonitoringState = {
      ...{ judgedWindows: [], judgedQuality: [], newLabels: 1, waitingLabels: 0, needsReconciling: false },
    };
    expect(dueWork(TICK, model(), none)).toEqual({
      join: true,
      drift: null,
      attribution: false,
      quality: null,
      reconcile: false,
    });
  });

  test.each<[string, Partial<MonitoringState>, boolean]>([
    ['no label waits', {}, false],
    ['there never was a join', { newLabels: 1 }, true],
    ['the last join was a day ago', { newLabels: 1, lastJoinAsOf: '2013-04-30T06:00:00Z' }, false],
    ['the last join was seven days ago', { newLabels: 1, lastJoinAsOf: '2013-04-24T06:00:00Z' }, true],
    ['a whole run of new labels waits', { newLabels: LABEL_FILES_A_RUN, lastJoinAsOf: TICK }, true],
    ['a verdict is due', { newLabels: 1, lastJoinAsOf: '2013-04-30T06:00:00Z', judgedQuality: [] }, true],
    ['F-06 rows wait for captures', { waitingLabels: 1, lastJoinAsOf: '2013-04-24T06:00:00Z' }, true],
    // Looking for them at every tick would find what the day's look finds.
    ['many rows wait for captures', { waitingLabels: LABEL_FILES_A_RUN, lastJoinAsOf: TICK }, false],
  ])('a join: %s', (_, change, join) => {
    const weekly = model({}, { joinEveryDays: 7 });
    const done = state({ ...judged(APRIL.start, '2013-05-01'), ...change });
    expect(dueWork(TICK, weekly, done).join).toBe(join);
  });
});
