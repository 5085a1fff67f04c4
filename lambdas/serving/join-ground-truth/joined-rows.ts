import { joinedPrefix, joinedRowsSchema, parseJoinedKey } from '#core/serving/ground-truth-records';
import type { ObjectStore } from '#ports/object-store';
import { parseContract } from '../../common/define-handler.ts';

/** What earlier joins of a model wrote, read bucket by bucket when it is asked for. */
export interface EarlierRows {
  /** Labels by row id, of the rows that `isWanted`; over all versions, since a row is joined once. */
  inBucket(bucketStart: string): Promise<ReadonlyMap<string, number>>;
}

export async function earlierRows(
  store: ObjectStore,
  bucket: string,
  model: string,
  isWanted: (rowId: string) => boolean,
): Promise<EarlierRows> {
  const keys = new Map<string, string[]>();
  for await (const { key } of store.list(bucket, joinedPrefix(model))) {
    const address = parseJoinedKey(key);
    if (address === undefined) continue;
    keys.set(address.bucketStart, [...(keys.get(address.bucketStart) ?? []), key]);
  }
  const read = new Map<string, ReadonlyMap<string, number>>();
  return {
    async inBucket(bucketStart) {
      const known = read.get(bucketStart);
      if (known !== undefined) return known;
      const labels = new Map<string, number>();
      for (const key of keys.get(bucketStart) ?? []) {
        const text = await store.readText({ bucket, key });
        const rows = parseContract(joinedRowsSchema, JSON.parse(text), key);
        rows.rowIds.forEach((rowId, at) => {
          if (isWanted(rowId) && !labels.has(rowId)) labels.set(rowId, rows.labels[at] ?? Number.NaN);
        });
      }
      read.set(bucketStart, labels);
      return labels;
    },
  };
}
