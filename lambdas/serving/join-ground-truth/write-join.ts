import type { ClaimMessage } from '#core/data/upload';
import {
  joinedKey,
  type JoinPlan,
  labelledKey,
  unmatchedKey,
  waitingKey,
} from '#core/serving/ground-truth-records';
import type { ObjectStore } from '#ports/object-store';

const JSON_TYPE = 'application/json';

/** Writes the joined rows, one document a version and bucket of event time. Keys and contents follow from the plan. */
export async function writeJoinedRows(
  store: ObjectStore,
  bucket: string,
  model: string,
  { joinId, groups }: JoinPlan,
): Promise<void> {
  for (const { version, bucketStart, ...rows } of groups) {
    const key = joinedKey({ model, version, bucketStart, joinId });
    await store.writeOnce({ bucket, key }, JSON.stringify(rows), JSON_TYPE);
  }
}

/** Keeps the rows that no capture knows yet, for the next join. */
export async function writeWaitingRows(
  store: ObjectStore,
  bucket: string,
  model: string,
  { joinId, waiting }: JoinPlan,
): Promise<void> {
  if (waiting.files.length === 0) return;
  await store.writeOnce({ bucket, key: waitingKey(model, joinId) }, JSON.stringify(waiting), JSON_TYPE);
}

/** Lists what could not be joined, and what the dataset could not take, by row id only. */
export async function writeUnmatched(
  store: ObjectStore,
  bucket: string,
  model: string,
  { joinId, files, unknown, contradictions, leftOut }: JoinPlan,
): Promise<void> {
  if (unknown.length === 0 && contradictions.length === 0 && leftOut.rows === 0) return;
  const report = { joinId, model, files, unknown, contradictions, leftOut };
  await store.writeOnce({ bucket, key: unmatchedKey(model, joinId) }, JSON.stringify(report), JSON_TYPE);
}

/**
 * Writes the labelled rows as an upload to the dataset.
 * @returns the claim to send, `undefined` when there are no rows
 */
export async function writeLabelledRows(
  store: ObjectStore,
  bucket: string,
  model: string,
  { joinId, dataset, header, lines }: JoinPlan,
): Promise<ClaimMessage | undefined> {
  if (dataset === '' || lines.length === 0) return undefined;
  const key = labelledKey(model, joinId);
  await store.writeOnce({ bucket, key }, `${[header, ...lines].join('\n')}\n`, 'text/csv');
  // Written once: whoever asks later gets the same version, and so the same upload.
  const head = await store.head({ bucket, key });
  return {
    ...{ kind: 'claim', origin: 'ground-truth', dataset, bucket, key },
    ...(head?.versionId === undefined ? {} : { versionId: head.versionId }),
    ...{ etag: head?.etag ?? '', sizeBytes: head?.sizeBytes ?? 0 },
  };
}
