import type { DatedCounts, DatedSketch } from './season-history.ts';

/** Share of a window's rows in each hour of the week, 0 for Sunday 00:00 UTC to 167. */
export type HourShares = ReadonlyMap<number, number>;

export interface SeasonCounts {
  readonly rows: number;
  /** Rows per decile group, feature by feature; fractions of rows where hours are weighted. */
  readonly features: readonly (readonly number[])[];
}

/** @example hourOfWeek('2013-04-01T05') // 29 */
export function hourOfWeek(bucketStart: string): number {
  const date = new Date(`${bucketStart}:00:00Z`);
  return 24 * date.getUTCDay() + date.getUTCHours();
}

/** When a window's rows came, as shares. Empty for a window without rows. */
export function hourShares(sketches: readonly DatedSketch[]): HourShares {
  const rows = new Map<number, number>();
  for (const { bucketStart, sketch } of sketches) {
    const hour = hourOfWeek(bucketStart);
    rows.set(hour, (rows.get(hour) ?? 0) + sketch.rows);
  }
  const all = [...rows.values()].reduce((sum, count) => sum + count, 0);
  return new Map([...rows].map(([hour, count]) => [hour, all === 0 ? 0 : count / all]));
}

/**
 * The sum of dated counts. With hours: each hour of the week counts by its share in the window, whatever its own
 * traffic was, so that a window of nights is held against nights; hours that the window does not have are left out,
 * and hours that history does not have leave their weight to the others.
 */
export function sumHistory(entries: readonly DatedCounts[], hours?: HourShares): SeasonCounts {
  if (hours === undefined) return plainSum(entries);
  const byHour = Map.groupBy(entries, ({ start }) => hourOfWeek(start));
  const known = [...hours]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([hour, share]) => {
      const own = plainSum(byHour.get(hour) ?? []);
      return own.rows === 0 || share === 0 ? [] : [{ share, own }];
    });
  const covered = known.reduce((sum, { share }) => sum + share, 0);
  const rows = known.reduce((sum, { own }) => sum + own.rows, 0);
  const weighted = known.map(({ share, own }) => {
    const factor = (share / covered) * (rows / own.rows);
    return {
      ...{ start: '', rows: own.rows },
      features: own.features.map((counts) => counts.map((count) => factor * count)),
    };
  });
  return { rows, features: plainSum(weighted).features };
}

/** How much of the window's rows came in hours that these entries have. In [0, 1]. */
export function coveredShare(entries: readonly DatedCounts[], hours: HourShares): number {
  const known = new Set(entries.map(({ start }) => hourOfWeek(start)));
  return [...hours].reduce((sum, [hour, share]) => sum + (known.has(hour) ? share : 0), 0);
}

function plainSum(entries: readonly DatedCounts[]): SeasonCounts {
  const features: number[][] = [];
  let rows = 0;
  for (const entry of entries) {
    rows += entry.rows;
    entry.features.forEach((counts, feature) => {
      const sums = (features[feature] ??= new Array<number>(counts.length).fill(0));
      counts.forEach((count, group) => {
        sums[group] = (sums[group] ?? 0) + count;
      });
    });
  }
  return { rows, features };
}
