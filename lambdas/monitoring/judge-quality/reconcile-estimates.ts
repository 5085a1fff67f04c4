import type { CompiledModel } from '#core/config/compiled-model';
import { reconciled, windowsToReconcile } from '#core/monitoring/estimate/track-record';
import { metricOf } from '#core/monitoring/judge-quality';
import type { QualityItem } from '#core/monitoring/monitoring-records';
import type { ObjectStore } from '#ports/object-store';
import type { Judged } from '../../common/read-judged.ts';
import { readJoinedDays } from './read-joined-days.ts';

const DAY_MILLISECONDS = 86_400_000;

/**
 * Estimates of former windows beside what came true, once their labels are mature; each window once.
 * @param day of the judgement
 */
export async function reconcileEstimates(
  { store, lake }: { readonly store: ObjectStore; readonly lake: string },
  { name: model, evaluation: { metric }, monitoring }: CompiledModel,
  { windows, quality }: Judged,
  day: string,
): Promise<NonNullable<QualityItem['reconciled']>> {
  const matureEnd = new Date(Date.parse(day) - monitoring.labelMaturityDays * DAY_MILLISECONDS);
  const waiting = windowsToReconcile(windows, quality, { metric, matureEnd: matureEnd.toISOString() });
  const found: NonNullable<QualityItem['reconciled']> = [];
  for (const window of waiting) {
    const [start, end] = [window.start.slice(0, 10), window.end.slice(0, 10)];
    const { mature } = await readJoinedDays(store, lake, {
      ...{ model, version: window.version, labelMaturityDays: 0, day: end },
      most: Math.round((Date.parse(end) - Date.parse(start)) / DAY_MILLISECONDS),
    });
    const own = mature.filter((one) => one.day >= start);
    const predictions = own.flatMap((one) => one.predictions);
    const labels = own.flatMap((one) => one.labels);
    const realised = labels.length === 0 ? Number.NaN : metricOf(metric, predictions, labels);
    const least = monitoring.quality.minimumRows;
    const one = reconciled(window, { realised, labelled: labels.length, least });
    if (one !== undefined) found.push(one);
  }
  return found;
}
