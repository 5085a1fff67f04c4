import { type Baseline, baselineColumn } from '#core/monitoring/baseline';
import { emptySketch } from '#core/monitoring/sketch';
import type { Sketch } from '#core/monitoring/stored-sketch';
import { binOf } from '#core/monitoring/reference-bins';
import type { CaptureRecord } from '#core/serving/capture-record';
import { seededRandom } from '#core/random';

const TRAINING_DAYS = 90;
const ROWS_A_DAY = 30;

/** `distance` is continuous, `stops` has three values; neither has seasons. */
export function drawRow(random: () => number): readonly [distance: number, stops: number] {
  return [Number((10 * random()).toFixed(4)), Math.floor(3 * random())];
}

export function watchedBaseline(contestId = 'ct-1'): Baseline {
  const random = seededRandom('training');
  const rows = Array.from({ length: TRAINING_DAYS * ROWS_A_DAY }, () => drawRow(random));
  const days = rows.map((_, row) => Math.floor(row / ROWS_A_DAY));
  const column = (name: string, at: 0 | 1) =>
    baselineColumn(
      name,
      rows.map((row) => row[at]),
      days,
    );
  return {
    ...{ format: 1, model: 'ride-time', contestId, rows: rows.length },
    ...{ trainStart: '2024-01-01T00:00:00.000Z', trainEnd: '2024-03-31T00:00:00.000Z' },
    features: [column('distance', 0), column('stops', 1)],
    prediction: baselineColumn(
      'prediction',
      rows.map(([distance]) => 2 * distance),
      [],
    ),
  };
}

/** A sketch of rows that somebody drew. @param change what came over the values since training; NaN: it went missing */
export function sketchOf(
  baseline: Baseline,
  seed: string,
  rows: number,
  change: (row: readonly [number, number]) => readonly [number, number] = (row) => row,
): Sketch {
  const random = seededRandom(seed);
  const sketch = emptySketch(baseline, { bucket: 'capture', key: seed });
  const add = (counts: number[] | undefined, bin: number) => {
    if (counts !== undefined) counts[bin] = (counts[bin] ?? 0) + 1;
  };
  for (let row = 0; row < rows; row += 1) {
    const values = change(drawRow(random));
    baseline.features.forEach(({ bins }, index) =>
      add(sketch.features[index], binOf(values[index] ?? Number.NaN, bins)),
    );
    add(sketch.prediction, binOf(2 * values[0], baseline.prediction.bins));
  }
  return { ...sketch, rows };
}

/** One record of live traffic. */
export function recordOf(
  eventId: string,
  rows: readonly (readonly [at: string, cells: string])[],
  purpose: 'live' | 'smoke' | 'shadow' = 'live',
): CaptureRecord {
  return {
    ...{ eventId, inferenceId: eventId, inferenceTime: '2024-05-09T08:00:00Z', attributes: { purpose } },
    inputs: rows.map(([, cells]) => cells),
    outputs: rows.map(() => '5'),
    rowIds: rows.map((_, index) => `${eventId}#${index}`),
    eventTimes: rows.map(([at]) => at),
  };
}
