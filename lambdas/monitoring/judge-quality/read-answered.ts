import * as z from 'zod';
import { parseSketchKey } from '#core/monitoring/sketch-key';
import type { ObjectStore } from '#ports/object-store';
import { parseContract } from '../../common/define-handler.ts';
import { listSketches, type SketchSpan } from '../../common/read-sketches.ts';

/** The only field of a sketch that counts here, whatever its format. */
const rowsSchema = z.object({ rows: z.int().min(0) });

/** Sketches that are read for it: half a month of small capture objects would be thousands. */
const MOST_SKETCHES = 400;
const CONCURRENCY = 16;

/**
 * Rows that a version answered, by UTC day, from its sketches. A request that two capture objects hold counts twice: it
 * is for a forecast. Of very many sketches the newest are read, and only days that are whole are told.
 */
export async function readAnswered(
  store: ObjectStore,
  bucket: string,
  span: SketchSpan,
): Promise<ReadonlyMap<string, number>> {
  const all = (await listSketches(store, bucket, span)).toSorted((a, b) => (dayOf(a) < dayOf(b) ? -1 : 1));
  const [lastUnread] = all.slice(0, -MOST_SKETCHES).slice(-1);
  const keys = all
    .slice(-MOST_SKETCHES)
    .filter((key) => lastUnread === undefined || dayOf(key) > dayOf(lastUnread));
  const answered = new Map<string, number>();
  const waiting = [...keys];
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
        const { rows } = parseContract(rowsSchema, JSON.parse(await store.readText({ bucket, key })), key);
        answered.set(dayOf(key), (answered.get(dayOf(key)) ?? 0) + rows);
      }
    }),
  );
  return answered;
}

function dayOf(key: string): string {
  return parseSketchKey(key)?.bucketStart.slice(0, 10) ?? '';
}
