import { calibrationGain } from './calibration-gain.ts';
import { estimatedAuc } from './estimated-auc.ts';
import { calibrated, type CalibrationCurve, isotonicCurve } from './isotonic.ts';
import { rowMass } from './score-mass.ts';

/** One column of scores a class. */
export type ScoreColumns = readonly ArrayLike<number>[];

/**
 * Curves that tell, class by class, how often a row of a score is of that class: one against the rest. A class whose
 * scores gain nothing from a curve has none.
 * @param classes number of each row's class, from 0
 */
export function multiclassCurves(
  scores: ScoreColumns,
  classes: ArrayLike<number>,
  seed: string,
): readonly (CalibrationCurve | undefined)[] {
  return scores.map((column, own) => {
    const labels = Array.from(classes, (one) => (one === own ? 1 : 0));
    const { helps } = calibrationGain(column, labels, `${seed} ${own}`);
    return helps ? isotonicCurve(column, labels) : undefined;
  });
}

/**
 * Calibrated probabilities, class by class; those of a row sum to 1.
 * @example calibratedClasses([[0.2], [0.2]], [undefined, undefined]) // [{ '0': 0.5 }, { '0': 0.5 }]
 */
export function calibratedClasses(
  scores: ScoreColumns,
  curves: readonly (CalibrationCurve | undefined)[],
): readonly Float64Array[] {
  const columns = scores.map((column, own) => {
    const curve = curves[own];
    return Float64Array.from(column, (score) => (curve === undefined ? score : calibrated(curve, score)));
  });
  const sums = columns[0]?.map((_, row) => columns.reduce((sum, column) => sum + (column[row] ?? 0), 0));
  return columns.map((column) => column.map((value, row) => value / (sums?.[row] ?? 1)));
}

/**
 * Macro average of the areas of one class against the rest, to be expected of rows without labels.
 * @param scores        as the model gave them
 * @param probabilities from calibratedClasses
 * @example multiclassAuc([[1, 0], [0, 1]], [[1, 0], [0, 1]]) // 1
 * @see Provost and Domingos (2000), Well-trained PETs, for the average weighted by class instead
 */
export function multiclassAuc(scores: ScoreColumns, probabilities: ScoreColumns): number {
  const areas = scores.map((column, own) => estimatedAuc(rowMass(column, probabilities[own] ?? [])));
  return areas.reduce((sum, area) => sum + area, 0) / areas.length;
}

/**
 * The share of rows to be expected in the class that the model calls: the mean probability of that class.
 * @param called the class that the model calls, row by row
 * @example multiclassAccuracy([[0.75, 0.5], [0.25, 0.5]], [0, 1]) // 0.625
 */
export function multiclassAccuracy(probabilities: ScoreColumns, called: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < called.length; row += 1)
    sum += probabilities[called[row] ?? -1]?.[row] ?? Number.NaN;
  return sum / called.length;
}
