import { createHash } from 'node:crypto';
import type { CaptureCounts } from '#core/engine/kernel/capture-counter';
import { type FeatureBins, type FeatureSketch } from '#core/engine/sketch/feature-sketch';
import { binOf, binCount } from '#core/monitoring/reference-bins';

/** What every contender has to find: rows per bin of each feature, missing ones last, and then of the prediction. */
export interface Tally {
  readonly records: number;
  readonly counts: readonly ArrayLike<number>[];
}

/** Two contenders that counted the same have the same digest; verdicts are functions of these counts alone. */
export function digestOf({ records, counts }: Tally): string {
  const text = JSON.stringify([records, counts.map((column) => Array.from(column))]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

export function tallyOf({ windows, coverage }: CaptureCounts): Tally {
  const all = [...windows.values()].map(({ features, predictions }) => [...features, ...predictions]);
  const counts = (all[0] ?? []).map((column, at) => {
    const total = new Float64Array(column.bins.length);
    for (const columns of all) addTo(total, columns[at]);
    return total;
  });
  return { records: coverage.records - coverage.duplicates, counts };
}

function addTo(total: Float64Array, column: FeatureSketch | undefined): void {
  column?.bins.forEach((count, bin) => {
    total[bin] = (total[bin] ?? 0) + count;
  });
}

/** Counters for contenders that bring none of their own. */
export class PlainTally {
  readonly counts: readonly Float64Array[];
  private readonly columns: readonly FeatureBins[];
  records = 0;

  constructor(columns: readonly FeatureBins[]) {
    this.columns = columns;
    this.counts = columns.map(
      (column) =>
        new Float64Array(column.kind === 'number' ? binCount(column.bins) : column.values.values.length + 2),
    );
  }

  add(at: number, cell: string): void {
    const [column, counts] = [this.columns[at], this.counts[at]];
    if (column === undefined || counts === undefined) return;
    const bin =
      column.kind === 'number'
        ? binOf(cell === '' ? Number.NaN : Number(cell), column.bins)
        : cell === ''
          ? counts.length - 1
          : (column.values.numbers.get(cell) ?? counts.length - 2);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
}
