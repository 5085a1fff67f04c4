import { quantile } from './block-bootstrap.ts';

/** Rows whose predicted probabilities lie together. */
export interface ReliabilityBin {
  readonly rows: number;
  readonly meanPrediction: number;
  /** Share of the rows with label 1; near meanPrediction when the model is calibrated. */
  readonly positiveShare: number;
}

/**
 * How the unit interval is cut. `width`: into equal lengths, comparable between models. `rows`: into equal
 * numbers of rows, ties kept together, which leaves no bin to chance where predictions crowd.
 */
export interface Binning {
  readonly by: 'width' | 'rows';
  readonly bins: number;
}

/**
 * A reliability diagram: predictions in bins, empty ones left out. A prediction on an edge belongs to the bin below.
 * @param predictions probabilities, in [0, 1]
 * @param labels      0 or 1 per row
 * @throws RangeError when there are no rows, lengths differ, or a value is out of bounds
 * @example reliabilityBins([0.1, 0.9], [0, 1], { by: 'width', bins: 2 }).map((bin) => bin.positiveShare) // [0, 1]
 * @see DeGroot and Fienberg (1983), The comparison and evaluation of forecasters
 */
export function reliabilityBins(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
  binning: Binning,
): readonly ReliabilityBin[] {
  check(predictions, labels, binning);
  const edges = innerEdges(predictions, binning);
  const sums = Array.from({ length: edges.length + 1 }, () => ({ rows: 0, predictions: 0, labels: 0 }));
  for (let row = 0; row < labels.length; row += 1) {
    const [prediction, label] = [predictions[row] ?? Number.NaN, labels[row] ?? Number.NaN];
    const sum = sums[binOf(prediction, edges)];
    if (sum === undefined) continue;
    sum.rows += 1;
    sum.predictions += prediction;
    sum.labels += label;
  }
  return sums
    .filter(({ rows }) => rows > 0)
    .map((sum) => ({
      rows: sum.rows,
      meanPrediction: sum.predictions / sum.rows,
      positiveShare: sum.labels / sum.rows,
    }));
}

function check(predictions: ArrayLike<number>, labels: ArrayLike<number>, { bins }: Binning): void {
  if (!(Number.isInteger(bins) && bins >= 1)) throw new RangeError(`${bins} bins are not 1, 2 or more`);
  if (labels.length === 0 || predictions.length !== labels.length)
    throw new RangeError(`${predictions.length} predictions for ${labels.length} labels`);
  for (let row = 0; row < labels.length; row += 1) {
    const [prediction, label] = [predictions[row] ?? Number.NaN, labels[row] ?? Number.NaN];
    if (!(prediction >= 0 && prediction <= 1))
      throw new RangeError(`prediction ${prediction} of row ${row} is not in [0, 1]`);
    if (label !== 0 && label !== 1) throw new RangeError(`label ${label} of row ${row} is not 0 or 1`);
  }
}

function innerEdges(predictions: ArrayLike<number>, { by, bins }: Binning): readonly number[] {
  const cuts = Array.from({ length: bins - 1 }, (_, index) => (index + 1) / bins);
  if (by === 'width') return cuts;
  const sorted = Float64Array.from(predictions).sort();
  return [...new Set(cuts.map((cut) => quantile(sorted, cut)))];
}

/** Number of edges below the value. */
function binOf(value: number, edges: readonly number[]): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
