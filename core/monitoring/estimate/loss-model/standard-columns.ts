import { sortedValues } from './bin-columns.ts';

/** A column in standard units, as far as it is known. */
export interface StandardColumn {
  /** Number of the column. */
  readonly at: number;
  /** Whether it tells which values are missing, instead of how large they are. */
  readonly isMissing: boolean;
  /** A column whose value must be missing for this one to count. Default: none. */
  readonly where?: number;
  /** Bounds of nearly all values; those beyond are taken as these. */
  readonly low: number;
  readonly high: number;
  readonly centre: number;
  readonly deviation: number;
  /** One a row: 0 where the value is missing. */
  readonly values: Float64Array;
}

/** Share of a column's rows at either end that its bounds leave out. */
const TAIL = 0.0005;
/** With a smaller share of rows without a value, or with one, nothing is learned from that. */
const RARE = 0.005;
/** Pairs of columns that are looked at: each is one more slope. */
const MOST_PAIRS = 16;

/**
 * Columns less their mean, by their deviation, both of values between the bounds; constant ones are left out. A column of
 * which some values are missing has a second one that says which.
 * @param columns NaN for missing; not changed
 * @param sorted  values of each, rising, without the missing ones. Default: they are sorted here
 */
export function standardColumns(
  columns: readonly Float64Array[],
  sorted: readonly Float64Array[] = columns.map(sortedValues),
): readonly StandardColumn[] {
  return columns.flatMap((column, at) => [
    ...valueColumn(column, sorted[at] ?? new Float64Array(), at),
    ...missingColumn(column, (sorted[at] ?? column).length, at),
  ]);
}

/**
 * What columns say where others have no value: rows without one are of another kind, and losses may rise with a column less or
 * more among them. One for each pair of a column of values and one of missing values.
 */
export function columnsWhereMissing(columns: readonly StandardColumn[]): readonly StandardColumn[] {
  const values = columns.filter(({ isMissing }) => !isMissing);
  const pairs = columns
    .filter(({ isMissing }) => isMissing)
    .flatMap((missing) => values.filter(({ at }) => at !== missing.at).map((value) => ({ value, missing })));
  return pairs.slice(0, MOST_PAIRS).map(({ value, missing }) => ({
    ...{ ...value, where: missing.at },
    values: value.values.map((own, row) => ((missing.values[row] ?? 0) > 0 ? own : 0)),
  }));
}

function valueColumn(column: Float64Array, all: Float64Array, at: number): readonly StandardColumn[] {
  const sorted = finitePart(all);
  const low = sorted[Math.floor(TAIL * sorted.length)] ?? 0;
  const high = sorted[Math.ceil((1 - TAIL) * sorted.length) - 1] ?? 0;
  if (!(low < high)) return [];
  const keep = (value: number) => Math.max(low, Math.min(high, value));
  let [sum, squares] = [0, 0];
  for (const value of sorted) sum += keep(value);
  const centre = sum / sorted.length;
  for (const value of sorted) squares += (keep(value) - centre) ** 2;
  const deviation = Math.sqrt(squares / sorted.length);
  if (!(deviation > 0 && Number.isFinite(deviation))) return [];
  const values = new Float64Array(column.length);
  for (let row = 0; row < values.length; row += 1) {
    const value = column[row] ?? Number.NaN;
    values[row] = Number.isNaN(value) ? 0 : (keep(value) - centre) / deviation;
  }
  return [{ at, isMissing: false, low, high, centre, deviation, values }];
}

/** 1 where there is no value, in standard units. */
function missingColumn(column: Float64Array, known: number, at: number): readonly StandardColumn[] {
  const share = 1 - known / column.length;
  if (!(share >= RARE && share <= 1 - RARE)) return [];
  const deviation = Math.sqrt(share * (1 - share));
  const values = column.map((value) => ((Number.isNaN(value) ? 1 : 0) - share) / deviation);
  return [{ at, isMissing: true, low: 0, high: 1, centre: share, deviation, values }];
}

function finitePart(sorted: Float64Array): Float64Array {
  let [from, to] = [0, sorted.length];
  while (from < to && sorted[from] === Number.NEGATIVE_INFINITY) from += 1;
  while (to > from && sorted[to - 1] === Number.POSITIVE_INFINITY) to -= 1;
  return sorted.subarray(from, to);
}
