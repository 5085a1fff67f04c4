import { type Baseline, baselineColumn } from '#core/monitoring/baseline';
import { fitRowScores } from '#core/monitoring/row-scores/fit-row-scores';
import { addRows, emptySketch } from '#core/monitoring/sketch';
import type { Sketch } from '#core/monitoring/stored-sketch';
import { type Random, seededRandom } from '#core/random';

const DAYS = 90;
const ROWS_A_DAY = 30;
export const RELATED_FEATURES = ['speed', 'power', 'load'];

/** Normal by sums of twelve: near enough, and quick. */
function normal(random: Random): number {
  let sum = -6;
  for (let k = 0; k < 12; k += 1) sum += random();
  return sum;
}

/** Three normal features; the first two go together by `correlation`, each by itself is the same whatever that is. */
export function relatedRow(random: Random, correlation: number): readonly number[] {
  const [first, own, load] = [normal(random), normal(random), normal(random)];
  const values = [first, correlation * first + Math.sqrt(1 - correlation ** 2) * own, load];
  return values.map((value) => Number(value.toFixed(4)));
}

/** A baseline whose rows are scored: `speed` and `power` go together by 0.8. */
export function relatedBaseline(rows = DAYS * ROWS_A_DAY, contestId = 'ct-1'): Baseline {
  const random = seededRandom('related');
  const drawn = Array.from({ length: rows }, () => relatedRow(random, 0.8));
  const days = drawn.map((_, row) => Math.floor((row * DAYS) / rows));
  const columns = RELATED_FEATURES.map((_, at) => Float64Array.from(drawn, (row) => row[at] ?? 0));
  return {
    ...{ format: 1, model: 'ride-time', contestId, rows },
    ...{ trainStart: '2024-01-01T00:00:00.000Z', trainEnd: '2024-03-31T00:00:00.000Z' },
    features: RELATED_FEATURES.map((name, at) => baselineColumn(name, columns[at] ?? [], days)),
    prediction: baselineColumn('prediction', columns[0] ?? [], []),
    ...fitRowScores(columns, days, { masked: [], driftWindow: { days: 7 } }),
  };
}

/** A sketch of so many rows, ids `<seed>#0` and on. */
export function relatedSketch(
  baseline: Baseline,
  seed: string,
  rows: number,
  draw: (random: Random) => readonly number[] = (random) => relatedRow(random, 0.8),
): Sketch {
  const random = seededRandom(seed);
  const sketch = emptySketch(baseline, { bucket: 'capture', key: seed });
  const inputs = Array.from({ length: rows }, () => draw(random).join(','));
  const record = {
    ...{ eventId: seed, inferenceId: seed, inferenceTime: '2024-05-09T08:00:00Z' },
    ...{ attributes: { purpose: 'live' as const }, inputs, outputs: inputs.map(() => '0') },
    rowIds: inputs.map((_, row) => `${seed}#${row}`),
    eventTimes: inputs.map(() => '2024-05-09T08:00:00Z'),
  };
  addRows(sketch, baseline, record, [...inputs.keys()]);
  return sketch;
}
