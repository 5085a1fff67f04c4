import type * as z from 'zod';
import { windowReportPage } from '#core/monitoring/report-page';
import type { WindowReport } from '#core/monitoring/window-report';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';

/** What the two kinds of verdict have in common. */
interface VerdictItem {
  readonly asOf: string;
  readonly status: string;
  readonly rows: number;
  readonly reason: string;
  readonly reportKey: string;
}

/** Writes a report as data and as a page: the same bytes for the same verdict, so a repeat is harmless. */
export async function storeReport(
  store: ObjectStore,
  bucket: string,
  path: string,
  report: WindowReport,
): Promise<string> {
  const key = `${path}.json`;
  await store.write({ bucket, key }, JSON.stringify(report), 'application/json');
  await store.write({ bucket, key: `${path}.html` }, windowReportPage(report), 'text/html; charset=utf-8');
  return key;
}

/** Records a verdict once. @returns what is recorded: the item given, or the one that a repeat finds */
export function recordVerdict<Item extends VerdictItem & Readonly<Record<string, unknown>>>(
  registry: Registry,
  model: string,
  verdict: {
    readonly sk: string;
    readonly entity: 'quality' | 'window';
    readonly schema: z.ZodType<Item>;
    readonly item: Item;
    readonly cause: string;
  },
): Promise<Item> {
  const { sk, entity, schema, item, cause } = verdict;
  return registry.transition({ kind: 'model', name: model }, async (view) => {
    const existing = await view.get(sk);
    if (existing !== undefined) return { unchanged: schema.parse(existing.data) };
    return {
      writes: [{ sk, entity, expect: 'absent', data: item }],
      event: {
        type: `${entity}-judged`,
        actor: `gyre:monitoring/judge-${entity}`,
        cause,
        asOf: item.asOf,
        after: { status: item.status, rows: item.rows, reason: item.reason, reportKey: item.reportKey },
      },
      result: item,
    };
  });
}
