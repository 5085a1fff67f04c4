import { expect, test } from 'vitest';
import { type Baseline, baselineColumn } from '#core/monitoring/baseline';
import { judgeDrift } from '#core/monitoring/judge-drift';
import { binOf } from '#core/monitoring/reference-bins';
import { judgeSeason } from '#core/monitoring/season/judge-season';
import { referenceSpans } from '#core/monitoring/season/reference-spans';
import { type DatedSketch, isWithin } from '#core/monitoring/season/season-history';
import { addSketch, emptySketch } from '#core/monitoring/sketch';
import { seededRandom } from '#core/random';

const DAY_MILLISECONDS = 86_400_000;
const FIRST = Date.UTC(2021, 0, 1) / DAY_MILLISECONDS;
const SEASON = { kind: 'former-years', windows: 2 } as const;

/** Four years of hourly temperatures at a place with seasons; weather lasts for some days. */
function fourYears(seed: string): readonly (readonly number[])[] {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let weather = 0;
  return Array.from({ length: 4 * 365 + 1 }, (_, day) => {
    weather = 0.7 * weather + 5.5 * normal();
    const mean = 54 - 23 * Math.cos((2 * Math.PI * (day - 20)) / 365.25) + weather;
    return Array.from({ length: 24 }, (__, hour) =>
      Math.round(mean + 7 * Math.sin((Math.PI * (hour - 9)) / 12) + normal()),
    );
  });
}

function judgeYear(days: readonly (readonly number[])[], change: (value: number) => number) {
  const winter = days.slice(0, 90);
  const numbers = winter.flatMap((values, day) => values.map(() => day));
  const column = baselineColumn('temperature', winter.flat(), numbers);
  const baseline: Baseline = {
    ...{ format: 1, model: 'm', contestId: 'ct-1', rows: numbers.length, features: [column] },
    ...{ trainStart: '2021-01-01T00:00:00.000Z', trainEnd: '2021-04-01T00:00:00.000Z' },
    prediction: baselineColumn('prediction', winter.flat(), []),
  };
  const sketchOf = (values: readonly number[], day: number): DatedSketch => {
    const bucketStart = new Date((FIRST + day) * DAY_MILLISECONDS).toISOString().slice(0, 13);
    const sketch = emptySketch(baseline, { bucket: 'capture', key: bucketStart });
    const counts = sketch.features[0] ?? [];
    for (const value of values) {
      const bin = binOf(value, column.bins);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return { bucketStart, sketch: { ...sketch, rows: values.length, events: [bucketStart] } };
  };
  const asked = days.map(sketchOf);
  const changed = days.map((values, day) => sketchOf(values.map(change), day));
  return Array.from({ length: 12 }, (_, month) => {
    const [start, end] = [month, month + 1].map((at) => new Date(Date.UTC(2024, at, 1)).toISOString());
    const span = { start: start ?? '', end: end ?? '' };
    const sketches = changed.filter(({ bucketStart }) => isWithin(bucketStart, span));
    const former = asked.filter(({ bucketStart }) =>
      referenceSpans(SEASON, span).some((one) => isWithin(bucketStart, one)),
    );
    const rows = emptySketch(baseline, { bucket: '', key: '' });
    for (const { sketch } of sketches) addSketch(rows, sketch);
    const rule = {
      windowDays: sketches.length,
      ...{ minimumRows: 500, minimumThreshold: 0.25, calibrationFactor: 2, masked: [] },
    };
    const verdict = judgeDrift(baseline, rows, rule);
    const { features } = judgeSeason(
      { baseline, former, window: { ...span, rows, sketches } },
      SEASON,
      rule,
      verdict,
    );
    return { isDrifted: verdict.status === 'drifted', isNew: features.some((one) => one.verdict === 'new') };
  });
}

const months = (change: (value: number) => number) =>
  ['a', 'b', 'c'].flatMap((seed) => judgeYear(fourYears(seed), change));

test('of a year of weather most months drift from the winter of training, and few are new', () => {
  const year = months((value) => value);
  expect(year.filter(({ isDrifted }) => isDrifted).length).toBeGreaterThan(18);
  expect(year.filter(({ isNew }) => isNew).length).toBeLessThan(8);
});

test.each<[string, (value: number) => number]>([
  ['stands still', () => 45],
  ['speaks in degrees Celsius', (value) => Math.round((value - 32) / 1.8)],
])('a thermometer that %s is new in nearly every month', (_, change) => {
  expect(months(change).filter(({ isNew }) => isNew).length).toBeGreaterThan(30);
});
