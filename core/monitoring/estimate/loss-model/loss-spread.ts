import { type Spread, spansOf, SPANS, spreadOf } from '../left-out-spans.ts';

/**
 * How far expected losses are off on quarters of the hold-out, as logarithms of realised over expected sums: losses are
 * off by a factor, not by a sum.
 * @param predictions each by what was learned from rows of other quarters
 * @returns undefined with too few blocks
 */
export function lossSpread(
  losses: Float64Array,
  predictions: Float64Array,
  blocks: Int32Array,
): Spread | undefined {
  const spanOfRow = spansOf(blocks);
  if (spanOfRow === undefined) return undefined;
  const [realised, expected, rows] = [
    new Float64Array(SPANS),
    new Float64Array(SPANS),
    new Float64Array(SPANS),
  ];
  losses.forEach((loss, row) => {
    const span = spanOfRow[row] ?? 0;
    realised[span] = (realised[span] ?? 0) + loss;
    expected[span] = (expected[span] ?? 0) + (predictions[row] ?? 0);
    rows[span] = (rows[span] ?? 0) + 1;
  });
  const ratios = realised.map((sum, span) => sum / (expected[span] ?? 0));
  // In means of the span's losses; what a span is off is taken from its rows.
  const deviations = losses.map((loss, row) => {
    const span = spanOfRow[row] ?? 0;
    const mean = (realised[span] ?? 0) / (rows[span] ?? 0);
    return (loss - (predictions[row] ?? 0) * (ratios[span] ?? 0)) / mean;
  });
  return spreadOf({ offs: ratios.map(Math.log), deviations, blockOfRow: blocks, spanOfRow });
}
