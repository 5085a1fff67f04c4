import { seededRandom } from '../../random.ts';
import { calibrated, isotonicCurve, orderOf } from './isotonic.ts';

export interface CalibrationGain {
  /** Brier score of the scores as they are; null when they are no probabilities. */
  readonly before: number | null;
  /** The same through curves that did not see the row; null with fewer than ten rows of a class. */
  readonly after: number | null;
  /** Whether estimates are to use a curve. */
  readonly helps: boolean;
}

const FOLDS = 10;

/**
 * Whether a curve on top of the scores brings them nearer to the labels of rows that it did not see. A model that is
 * calibrated gains nothing from a curve but the noise of its rows, and estimates are worse for it.
 *
 * Tenfold: rows of each class are dealt out at random, and each fold goes through a curve of the others. The Brier score
 * is compared row by row, not the calibration error in bins: folds of one sample make up for each other in every bin, so
 * that the error in bins falls even where there is nothing to gain.
 * @param labels 0 or 1 per row
 * @param seed   of the deal
 * @example calibrationGain([0.2, 0.7], [1, 1], 'seed').helps // false
 * @see Brier (1950); Białek et al. (2024), Estimating model performance under covariate shift without labels, for the
 *   comparison in bins
 */
export function calibrationGain(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  seed: string,
): CalibrationGain {
  const order = orderOf(scores);
  const scoreOf = (row: number) => scores[row] ?? Number.NaN;
  const areProbabilities = order.length > 0 && order.every((row) => scoreOf(row) >= 0 && scoreOf(row) <= 1);
  const before = areProbabilities ? brierOf(order, labels, scoreOf) : null;
  const positives = order.filter((row) => labels[row] === 1).length;
  if (Math.min(positives, order.length - positives) < FOLDS)
    return { before, after: null, helps: before === null && order.length > 0 };
  const foldOf = deal(labels, order, seed);
  const curves = Array.from({ length: FOLDS }, (_, fold) =>
    isotonicCurve(
      scores,
      labels,
      order.filter((row) => foldOf[row] !== fold),
    ),
  );
  const after = brierOf(order, labels, (row) => {
    const curve = curves[foldOf[row] ?? 0];
    return curve === undefined ? Number.NaN : calibrated(curve, scoreOf(row));
  });
  return { before, after, helps: before === null || after < before };
}

function brierOf(rows: Int32Array, labels: ArrayLike<number>, of: (row: number) => number): number {
  return rows.reduce((sum, row) => sum + (of(row) - (labels[row] ?? 0)) ** 2, 0) / rows.length;
}

/** The fold of each row: within a class, equal numbers at random. */
function deal(labels: ArrayLike<number>, order: Int32Array, seed: string): Uint8Array {
  const random = seededRandom(seed);
  const foldOf = new Uint8Array(labels.length);
  for (const label of [0, 1]) {
    // By row number first: the deal must not hang on how the sort orders ties.
    const rows = order.filter((row) => labels[row] === label).sort();
    for (let left = rows.length; left > 0; left -= 1) {
      const taken = Math.floor(random() * left);
      foldOf[rows[taken] ?? 0] = left % FOLDS;
      rows[taken] = rows[left - 1] ?? 0;
    }
  }
  return foldOf;
}
