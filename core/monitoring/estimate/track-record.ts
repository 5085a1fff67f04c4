import type { QualityItem, WindowItem } from '../monitoring-records.ts';
import type { EstimateSection } from '../sections/estimate.ts';

/** Windows that are looked at again in one judgement of quality: each costs the reading of its labels. */
const MOST_AT_ONCE = 3;
/** Windows whose labels have not come by then are given up. */
const LONGEST_WAIT_DAYS = 120;
const DAY_MILLISECONDS = 86_400_000;
/** A window is compared when so much of it has labels: a part may be easier than the whole. */
const LEAST_LABELLED_SHARE = 0.5;
/** Windows that a report tells of. */
const MOST_TOLD = 24;

/**
 * Former windows with an estimate whose labels are mature and that have not been compared yet, newest first.
 * @param windows    every judged window of the model
 * @param qualities  every judgement of its quality
 * @param matureEnd  labels of rows before this moment are final
 */
export function windowsToReconcile(
  windows: readonly WindowItem[],
  qualities: readonly QualityItem[],
  { metric, matureEnd }: { readonly metric: string; readonly matureEnd: string },
): readonly WindowItem[] {
  const compared = new Set(qualities.flatMap((one) => one.reconciled ?? []).map(keyOf));
  const newest = new Map<string, WindowItem>();
  for (const item of windows) {
    const key = keyOf({ windowStart: item.start, version: item.version });
    if ((newest.get(key)?.revision ?? 0) < item.revision) newest.set(key, item);
  }
  const oldest = new Date(Date.parse(matureEnd) - LONGEST_WAIT_DAYS * DAY_MILLISECONDS).toISOString();
  return [...newest]
    .filter(
      ([key, { estimated, end }]) =>
        estimated?.metric === metric && end <= matureEnd && end >= oldest && !compared.has(key),
    )
    .map(([, item]) => item)
    .toSorted((a, b) => (a.start < b.start ? 1 : -1))
    .slice(0, MOST_AT_ONCE);
}

/**
 * An estimate beside what came true.
 * @param realised of the rows with labels; NaN where the metric is not defined
 * @returns undefined as long as too few rows have labels
 */
export function reconciled(
  { start, end, version, rows, estimated }: WindowItem,
  {
    realised,
    labelled,
    least,
  }: { readonly realised: number; readonly labelled: number; readonly least: number },
): NonNullable<QualityItem['reconciled']>[number] | undefined {
  if (estimated === undefined || !Number.isFinite(realised)) return undefined;
  if (labelled < least || labelled < LEAST_LABELLED_SHARE * rows) return undefined;
  return {
    ...{ windowStart: start, windowEnd: end, version, metric: estimated.metric },
    ...{ estimated: estimated.value, realised, rows: labelled },
  };
}

/** How former estimates of a metric compare with what came true, oldest first. */
export function trackRecord(
  qualities: readonly QualityItem[],
  metric: string,
): Pick<EstimateSection, 'trackRecord' | 'meanAbsoluteError'> {
  const all = new Map(
    qualities.flatMap((one) => one.reconciled ?? []).map((one) => [keyOf(one), one] as const),
  );
  const record = [...all.values()]
    .filter((one) => one.metric === metric)
    .toSorted((a, b) =>
      a.windowStart < b.windowStart ? -1 : a.windowStart > b.windowStart ? 1 : a.version - b.version,
    )
    .slice(-MOST_TOLD)
    .map(({ windowStart, windowEnd, estimated, realised, rows }) => ({
      ...{ windowStart, windowEnd, estimated, realised, rows },
    }));
  const errors = record.map(({ estimated, realised }) => Math.abs(estimated - realised));
  const sum = errors.reduce((total, error) => total + error, 0);
  return { trackRecord: record, meanAbsoluteError: errors.length === 0 ? null : sum / errors.length };
}

function keyOf({ windowStart, version }: { readonly windowStart: string; readonly version: number }): string {
  return `${windowStart} v${version}`;
}
