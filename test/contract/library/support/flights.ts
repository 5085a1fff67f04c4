import type { Random } from '#core/random';
import { captureLine } from '#core/serving/capture-record';

const HEADER = ['day', 'distance', 'carrier', 'aircraft', 'delay'] as const;
const DAY = 86_400_000;

export type Flight = Readonly<Record<(typeof HEADER)[number], string>>;

/** Flights, 20 a day; `moved` miles longer, and then three in ten are of a carrier that training did not have. */
export function flights(
  random: Random,
  { from, rows, moved = 0 }: { readonly from: string; readonly rows: number; readonly moved?: number },
): readonly Flight[] {
  return Array.from({ length: rows }, (_, row) => ({
    day: new Date(Date.parse(from) + Math.floor(row / 20) * DAY).toISOString().slice(0, 10),
    distance: random() < 0.02 ? '' : (800 + 300 * (random() + random() - 1) + moved).toFixed(1),
    carrier:
      moved > 0 && random() < 0.3 ? 'NEW, "Air"' : (['AA', 'DL', 'UA'][Math.floor(random() * 3)] ?? ''),
    aircraft: `N${row}-${from}`,
    delay: random().toFixed(3),
  }));
}

export function csvOf(rows: readonly Flight[]): string {
  return `${[HEADER.join(','), ...rows.map((row) => lineOf(row, HEADER))].join('\n')}\n`;
}

/** Captured calls of the same flights, the first one twice, and a line that is cut off. */
export function capturesOf(rows: readonly Flight[]): string {
  const lines = rows.map((row, at) =>
    captureLine(
      {
        ...{ eventId: `e${at}`, inferenceId: `e${at}`, inferenceTime: `${row.day}T10:00:00Z` },
        ...{ attributes: { purpose: 'live' }, rowIds: [`e${at}#0`], eventTimes: [`${row.day}T10:00:00Z`] },
        ...{ inputs: [lineOf(row, ['distance', 'carrier', 'aircraft'])], outputs: [row.delay] },
      },
      1,
    ),
  );
  return `${[...lines, lines[0], lines[0]?.slice(0, 90)].join('\n')}\n`;
}

function lineOf(row: Flight, names: readonly (keyof Flight)[]): string {
  const quoted = (cell: string) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return names.map((name) => quoted(row[name])).join(',');
}
