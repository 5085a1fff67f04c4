import { type ColumnFigures, MOST_VALUES } from '../engine/csv/column-tallies.ts';
import { earlier, later } from './event-time.ts';

/**
 * What a dataset holds, column by column, in a form that merges: profile(a + b) = merge(profile(a), profile(b)).
 * Counts and bounds merge exactly, mean and spread to rounding.
 */
export type ColumnProfile = ColumnFigures;

export interface DatasetProfile {
  readonly rows: number;
  readonly minEventTime: string;
  readonly maxEventTime: string;
  readonly columns: readonly ColumnProfile[];
}

/** The profile of both parts together. Columns are those of `a`; both describe one dataset. */
export function mergeProfiles(a: DatasetProfile, b: DatasetProfile): DatasetProfile {
  const others = new Map(b.columns.map((column) => [column.name, column]));
  return {
    rows: a.rows + b.rows,
    minEventTime: earlier(a.minEventTime, b.minEventTime),
    maxEventTime: later(a.maxEventTime, b.maxEventTime),
    columns: a.columns.map((column) => {
      const other = others.get(column.name);
      return other === undefined ? column : mergeColumns(column, other);
    }),
  };
}

function mergeColumns(a: ColumnProfile, b: ColumnProfile): ColumnProfile {
  const count = a.count + b.count;
  const merged = { name: a.name, count, missing: a.missing + b.missing };
  if (a.numeric !== undefined && b.numeric !== undefined) {
    const delta = b.numeric.mean - a.numeric.mean;
    return {
      ...merged,
      numeric: {
        minimum: Math.min(a.numeric.minimum, b.numeric.minimum),
        maximum: Math.max(a.numeric.maximum, b.numeric.maximum),
        mean: a.numeric.mean + (delta * b.count) / count,
        m2: a.numeric.m2 + b.numeric.m2 + (delta * delta * a.count * b.count) / count,
      },
    };
  }
  const numeric = a.numeric ?? b.numeric;
  if (numeric !== undefined) return { ...merged, numeric };
  if (a.values === undefined || b.values === undefined) return merged;
  const values = new Map(a.values);
  for (const [value, times] of b.values) values.set(value, (values.get(value) ?? 0) + times);
  return values.size > MOST_VALUES ? merged : { ...merged, values: sorted(values) };
}

function sorted(values: ReadonlyMap<string, number>): [string, number][] {
  return [...values].sort(([a], [b]) => (a < b ? -1 : 1));
}
