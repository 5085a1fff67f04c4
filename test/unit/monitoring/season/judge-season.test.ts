import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { judgeDrift } from '#core/monitoring/judge-drift';
import { judgeSeason } from '#core/monitoring/season/judge-season';
import { referenceSpans, type SeasonRule } from '#core/monitoring/season/reference-spans';
import type { DatedSketch } from '#core/monitoring/season/season-history';
import { seasonSectionSchema } from '#core/monitoring/sections/season';
import { emptySketch, mergeSketches } from '#core/monitoring/sketch';
import type { Sketch } from '#core/monitoring/stored-sketch';
import { sketchOf, watchedBaseline } from '../support/watched.ts';

const HOUR_MILLISECONDS = 3_600_000;
const baseline = watchedBaseline();
const rule = { windowDays: 7, minimumRows: 50, minimumThreshold: 0.25, calibrationFactor: 2, masked: [] };
const WINDOW = { start: '2026-05-07T00:00:00.000Z', end: '2026-05-14T00:00:00.000Z' };
const KINDS = ['former-years', 'trailing', 'hour-of-week'] as const;

/** Some days of one bucket each, from the beginning of a span; every day what `sketch` says of it. */
function dated(
  start: string,
  days: number,
  sketch: (day: number) => Pick<Sketch, 'rows' | 'features'>,
): readonly DatedSketch[] {
  return Array.from({ length: days }, (_, day) => {
    const at = new Date(Date.parse(start) + (24 * day + 9) * HOUR_MILLISECONDS).toISOString().slice(0, 13);
    const source = { bucket: 'capture', key: at };
    return {
      bucketStart: at,
      sketch: { ...emptySketch(baseline, source), ...sketch(day), source, events: [at] },
    };
  });
}

const times = ({ rows, features }: Sketch, factor: number) => ({
  rows: factor * rows,
  features: features.map((counts) => counts.map((count) => factor * count)),
});

function judge(season: SeasonRule, window: readonly DatedSketch[], former: readonly DatedSketch[]) {
  const rows = mergeSketches(
    baseline,
    window.map(({ sketch }) => sketch),
  ).merged;
  const verdict = judgeDrift(baseline, rows, rule);
  const facts = { baseline, window: { ...WINDOW, rows, sketches: window }, former };
  return { verdict, section: judgeSeason(facts, season, rule, verdict) };
}

describe('judgeSeason', () => {
  const away = fc.record({ seed: fc.integer(), shift: fc.integer({ min: 0, max: 9 }) });
  const traffic = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 7, maxLength: 7 });

  test.each(KINDS)('%s equal to the window explains all of it, however far it lies from training', (kind) => {
    fc.assert(
      fc.property(away, traffic, ({ seed, shift }, factors) => {
        const season = { kind, windows: 2 };
        const day = (weekday: number) =>
          sketchOf(baseline, `${seed} ${weekday}`, 40, ([distance, stops]) => [distance + shift, stops]);
        const window = dated(WINDOW.start, 7, day);
        // Hours of the week count by their share in the window, whatever their traffic was.
        const factor = (index: number) =>
          kind === 'hour-of-week' ? (factors[index] ?? 1) : (factors[0] ?? 1);
        const former = referenceSpans(season, WINDOW).flatMap(({ start }) =>
          dated(start, 7, (index) => times(day(index), factor(index))),
        );
        const { section, verdict } = judge(season, window, former);
        expect(section).toMatchObject({ kind, status: 'compared' });
        const off = verdict.features.filter(({ status }) => status === 'drifted' || status === 'changed');
        expect(section.features.map(({ feature }) => feature)).toEqual(off.map(({ feature }) => feature));
        for (const feature of section.features) {
          expect(feature).toMatchObject({ verdict: 'expected', threshold: 0.25 });
          expect(feature.psi).toBeCloseTo(0, 9);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the order of sketches, and counts an event that two of them hold once', () => {
    const season = { kind: 'trailing', windows: 3 } as const;
    const former = referenceSpans(season, WINDOW).flatMap(({ start }) =>
      dated(start, 7, (day) => sketchOf(baseline, `${start} ${day}`, 60)),
    );
    const copies = former.slice(0, 5).map(({ bucketStart, sketch }) => ({
      ...{ bucketStart, sketch: { ...sketch, source: { bucket: 'capture', key: `z ${bucketStart}` } } },
    }));
    const window = dated(WINDOW.start, 7, (day) =>
      sketchOf(baseline, `now ${day}`, 60, ([distance, stops]) => [distance + 2, stops]),
    );
    const { section } = judge(season, window, former);
    expect(section).toMatchObject({ rows: 21 * 60, features: [{ feature: 'distance', verdict: 'new' }] });
    fc.assert(
      fc.property(fc.shuffledSubarray([...former, ...copies], { minLength: 26 }), (shuffled) => {
        expect(judge(season, window, shuffled).section).toEqual(section);
      }),
      { numRuns: 10 },
    );
  });

  it('takes former years from the days of training, too', () => {
    const window = { start: '2025-02-01T00:00:00.000Z', end: '2025-03-01T00:00:00.000Z' };
    const rows = sketchOf(baseline, 'february', 900);
    const verdict = judgeDrift(baseline, rows, rule);
    const facts = { baseline, window: { ...window, rows, sketches: [] }, former: [] };
    const section = judgeSeason(facts, { kind: 'former-years', windows: 3 }, rule, verdict);
    expect(section).toMatchObject({
      ...{ status: 'compared', rows: 29 * 30, features: [] },
      spans: [{ start: '2024-02-01T00:00:00.000Z', end: '2024-03-01T00:00:00.000Z' }],
    });
  });

  it('calls new what training alone would not show: a value that stands still where it never did in its season', () => {
    const season = { kind: 'trailing', windows: 1 } as const;
    const [span = WINDOW] = referenceSpans(season, WINDOW);
    const low = ([distance, stops]: readonly [number, number]) => [distance / 5, stops] as const;
    const former = dated(span.start, 7, (day) => sketchOf(baseline, `low ${day}`, 60, low));
    const window = dated(WINDOW.start, 7, (day) => sketchOf(baseline, `all ${day}`, 60));
    const { verdict, section } = judge(season, window, former);
    expect(verdict.features[0]).toMatchObject({ feature: 'distance', status: 'stable' });
    expect(section.features).toMatchObject([{ feature: 'distance', verdict: 'new' }]);
  });

  test.each(KINDS)('F-02 %s without rows of its own is named, and has no figure that is none', (kind) => {
    const window = dated(WINDOW.start, 7, (day) => sketchOf(baseline, `now ${day}`, 60));
    const none = { kind, status: 'no-history', alarmOn: 'any', spans: [], rows: 0, features: [] };
    const season = { kind, windows: 3 };
    expect(judge(season, window, []).section).toEqual(none);
    // Three days of seven tell little of a week.
    const [span = WINDOW] = referenceSpans(season, WINDOW);
    const few = dated(span.start, 3, (day) => sketchOf(baseline, `few ${day}`, 600));
    expect(seasonSectionSchema.parse(judge(season, window, few).section)).toEqual(none);
  });
});

test.each([
  ['former-years', '2024-02-01', '2024-03-01', '2023-02-01', '2023-03-01'],
  ['former-years', '2024-02-29', '2024-03-07', '2023-03-01', '2023-03-08'],
  ['trailing', '2024-03-01', '2024-04-01', '2024-02-01', '2024-03-01'],
  ['trailing', '2024-03-02', '2024-03-09', '2024-02-24', '2024-03-02'],
  ['hour-of-week', '2024-03-02', '2024-03-03', '2024-02-24', '2024-03-02'],
] as const)('F-10 the %s of %s to %s are %s to %s', (kind, start, end, from, to) => {
  const [first] = referenceSpans(
    { kind, windows: 2 },
    { start: `${start}T00:00:00.000Z`, end: `${end}T00:00:00.000Z` },
  );
  expect(first).toEqual({ start: `${from}T00:00:00.000Z`, end: `${to}T00:00:00.000Z` });
});
