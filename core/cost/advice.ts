import { type CostSheet, costSheet, dominantLine } from './cost-sheet.ts';
import type { Workload } from './workload.ts';

export interface Advice {
  /** One sentence. */
  readonly text: string;
  /** Dollars a day. */
  readonly saves: number;
}

/** Sketches last; raw captures are for joins and replays. */
const SHORT_RETENTION_DAYS = 7;
/** Projected columns in Parquet are about a quarter of compressed JSON lines. */
const PARQUET_SHARE = 0.25;
/** A saving below this share of the day is not worth a change. */
const SMALLEST_SHARE = 0.05;

/**
 * The change that lowers a sheet most, tried out with the same formulas.
 * @returns `undefined` when nothing saves a twentieth
 */
export function bestAdvice(sheet: CostSheet): Advice | undefined {
  const { workload, rowEngine, perDay } = sheet;
  const saving = (change: Partial<Workload>) => perDay - costSheet({ ...workload, ...change }).perDay;
  const all: Advice[] = [];
  if (!workload.isGzip)
    all.push({
      text: 'write captures as gzip: a quarter of the bytes, read in less time',
      saves: saving({ isGzip: true }),
    });
  if (workload.retentionDays > SHORT_RETENTION_DAYS)
    all.push({
      text: `keep captures for ${SHORT_RETENTION_DAYS} days instead of ${workload.retentionDays} (serving.retentionDays): sketches, verdicts and joined rows stay`,
      saves: saving({ retentionDays: SHORT_RETENTION_DAYS }),
    });
  if (rowEngine === 'athena')
    all.push({
      text: 'join labels once a week instead of daily, or over rows that a query has written as Parquet',
      saves: (1 - PARQUET_SHARE) * perDayOf(sheet, 'Athena'),
    });
  const best = all.toSorted((a, b) => b.saves - a.saves)[0];
  return best !== undefined && best.saves >= SMALLEST_SHARE * perDay ? best : undefined;
}

/** One line for people: what dominates, or what would lower it. */
export function adviceText(sheet: CostSheet): string {
  const advice = bestAdvice(sheet);
  if (advice !== undefined) return `${advice.text}; saves $${advice.saves.toFixed(2)} a day`;
  const { service } = dominantLine(sheet);
  return service === 'CloudWatch' || service === 'KMS'
    ? 'nothing worth it: most of it is what the platform costs at rest, whatever runs; more models share it'
    : `nothing worth it: ${service} follows from the number of captures, of which a sample may do`;
}

function perDayOf({ lines }: CostSheet, service: string): number {
  return lines.find((line) => line.service === service)?.perDay ?? 0;
}
