/** A row in units of the training rows' spread, column by column. */
export interface StandardUnits {
  /** The columns that take part, by their place among the model's features; the others are constant or left out. */
  readonly columns: readonly number[];
  /** What a missing value counts as. */
  readonly centres: readonly number[];
  /** > 0 */
  readonly scales: readonly number[];
}

/** Beyond this a value is as far off as can be; it keeps squares finite. */
const FARTHEST = 1e6;

/**
 * Writes a row's values in standard units into `into`, and returns that: (value - centre) / scale, and 0 for what is missing or infinite.
 * @example toStandardUnits([5, 7], { columns: [1], centres: [3], scales: [2] }, [0]) // [2]
 */
export function toStandardUnits<Row extends Float64Array | number[]>(
  values: ArrayLike<number>,
  { columns, centres, scales }: StandardUnits,
  into: Row,
): Row {
  for (let at = 0; at < columns.length; at += 1) {
    const value = values[columns[at] ?? 0] ?? Number.NaN;
    const units = (value - (centres[at] ?? 0)) / (scales[at] ?? 1);
    into[at] = Number.isFinite(value) ? Math.max(-FARTHEST, Math.min(FARTHEST, units)) : 0;
  }
  return into;
}

/**
 * Mean and standard deviation (divisor n) of a column in which what is missing counts as the mean.
 * @returns undefined for a column that has no value, only one value, or values too large to square
 * @example momentsOf([1, NaN, 3]).mean // 2
 */
export function momentsOf(
  values: ArrayLike<number>,
): { readonly mean: number; readonly deviation: number } | undefined {
  const numbers = Float64Array.from(values);
  let [present, sum, lowest, highest] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of numbers) {
    if (!Number.isFinite(value)) continue;
    present += 1;
    sum += value;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  if (!(lowest < highest)) return undefined;
  const mean = sum / present;
  let squares = 0;
  for (const value of numbers) {
    if (Number.isFinite(value)) squares += (value - mean) ** 2;
  }
  const deviation = Math.sqrt(squares / values.length);
  return deviation > 0 && Number.isFinite(deviation) && Number.isFinite(mean)
    ? { mean, deviation }
    : undefined;
}
