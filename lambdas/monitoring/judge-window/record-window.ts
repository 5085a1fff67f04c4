import { isDriftConfirmed } from '#core/monitoring/confirm-drift';
import { worstDriftRatio } from '#core/monitoring/metrics/worst-drift-ratio';
import { type WindowItem, windowItemSchema } from '#core/monitoring/monitoring-records';
import type { WindowReport } from '#core/monitoring/window-report';
import { windowKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { recordVerdict, storeReport } from '../../common/record-verdict.ts';

/** Stores a window's report and records its verdict once. @returns what is recorded */
export async function recordWindow(
  {
    registry,
    store,
    bucket,
  }: { readonly registry: Registry; readonly store: ObjectStore; readonly bucket: string },
  report: WindowReport,
  facts: {
    readonly digest: string;
    readonly judged: readonly WindowItem[];
    readonly windows: { readonly m: number; readonly n: number };
    readonly now: Date;
  },
): Promise<WindowItem> {
  const { model, version, revision, status, windowStart: start, windowEnd: end, estimate } = report;
  const day = start.slice(0, 10);
  const ratio = worstDriftRatio(report.features);
  const item: WindowItem = {
    ...{ start, end, version, revision, asOf: report.asOf, status },
    reason: report.reason,
    rows: report.rows,
    sketchDigest: facts.digest,
    isConfirmed: isDriftConfirmed({ start, version, revision, status }, facts.judged, facts.windows),
    ...(ratio === undefined ? {} : { ratio }),
    ...(estimate === undefined ? {} : { estimated: { metric: estimate.metric, value: estimate.value } }),
    reportKey: await storeReport(store, bucket, `windows/${model}/${day}-v${version}-r${revision}`, report),
    judgedAt: facts.now.toISOString(),
  };
  const sk = windowKey(start, version, revision);
  const cause = `${day} v${version} r${revision}`;
  return recordVerdict(registry, model, { sk, entity: 'window', schema: windowItemSchema, item, cause });
}
