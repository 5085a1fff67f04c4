import { emptyWindowSketch, type WindowSketch } from '#core/engine/sketch/window-sketch';
import { binsOf } from '#core/monitoring/table/table-baseline';
import { Baseline } from './baseline.ts';

/** A window without rows. */
export function emptyWindow(baseline: Baseline): WindowSketch {
  const { columns, prediction } = Baseline.tableOf(baseline);
  return emptyWindowSketch({
    ...{ baseline: baseline.id, features: columns.map(binsOf) },
    predictions: prediction === undefined ? [] : [binsOf(prediction)],
  });
}
