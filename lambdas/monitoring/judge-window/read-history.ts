import { ObjectGoneError } from '#core/data/errors';
import type { WindowItem } from '#core/monitoring/monitoring-records';
import type { HistorySection } from '#core/monitoring/sections/history';
import { formerWindows, historyOf } from '#core/monitoring/window-history';
import { windowReportSchema } from '#core/monitoring/window-report';
import type { ObjectStore } from '#ports/object-store';

/** What was said of the version's former windows, from the registry and one report. */
export async function readHistory(
  { store, bucket }: { readonly store: ObjectStore; readonly bucket: string },
  judged: readonly WindowItem[],
  window: { readonly version: number; readonly start: string },
): Promise<HistorySection> {
  const former = formerWindows(judged, window);
  return historyOf(former, await readReport(store, bucket, former.reportKey));
}

/** History is for reading: a report that is gone, or of another format, leaves gaps and stops no verdict. */
async function readReport(store: ObjectStore, bucket: string, key: string | undefined) {
  if (key === undefined) return undefined;
  try {
    return windowReportSchema.safeParse(JSON.parse(await store.readText({ bucket, key }))).data;
  } catch (error) {
    if (error instanceof ObjectGoneError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
