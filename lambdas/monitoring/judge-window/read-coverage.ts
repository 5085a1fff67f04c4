import {
  coverageDaySchema,
  coverageKey,
  coverageOf,
  coveragePrefix,
} from '#core/monitoring/metrics/capture-coverage';
import type { ObjectStore } from '#ports/object-store';
import { parseContract } from '../../common/define-handler.ts';

/** What the hourly look has kept of the window's days; undefined where it did not look, as for a replay. */
export async function readCoverage(
  { store, bucket }: { readonly store: ObjectStore; readonly bucket: string },
  window: {
    readonly model: string;
    readonly version: number;
    readonly start: string;
    readonly end: string;
  },
): Promise<ReturnType<typeof coverageOf>> {
  const { model, version, start, end } = window;
  const [first, last] = [start.slice(0, 10), end.slice(0, 10)].map((day) =>
    coverageKey({ model, version, day }),
  );
  const keys: string[] = [];
  for await (const { key } of store.list(bucket, coveragePrefix(model, version))) {
    if (key >= (first ?? '') && key <= (last ?? '')) keys.push(key);
  }
  const days = await Promise.all(
    keys.map(async (key) =>
      parseContract(coverageDaySchema, JSON.parse(await store.readText({ bucket, key })), key),
    ),
  );
  return coverageOf(days, { start, end });
}
