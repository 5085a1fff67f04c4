import type { CaptureCounterOptions } from '#core/engine/kernel/capture-counter';
import type { FeatureBins } from '#core/engine/sketch/feature-sketch';
import { binsOf, type TableBaseline } from './table-baseline.ts';

/** Of a column that is not compared. */
const NO_BINS: FeatureBins = { kind: 'number', bins: { lowest: null, edges: [], isDiscrete: true } };

/**
 * What captured rows are counted in. Features stand as in a captured row, those that are not compared among them: their
 * sketches stay empty.
 */
export function captureBins({
  name,
  columns,
  prediction,
  inputs,
}: TableBaseline): Required<Pick<CaptureCounterOptions, 'bins' | 'skipped'>> {
  const compared = new Map(columns.map((column) => [column.input, binsOf(column)]));
  const features = inputs.map((_, place) => compared.get(place) ?? NO_BINS);
  const predictions = [prediction === undefined ? NO_BINS : binsOf(prediction)];
  return {
    bins: { baseline: name, features, predictions },
    skipped: new Set([...inputs.keys()].filter((place) => !compared.has(place))),
  };
}
