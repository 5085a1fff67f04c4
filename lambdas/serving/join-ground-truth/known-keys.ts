import type { DatasetConfig } from '#core/config/dataset-config';
import { compareTimes } from '#core/data/event-time';
import { latestSchema } from '#core/data/upload-outcome';
import { LATEST_KEY } from '#core/registry/keys';
import type { LabelledRows } from '#core/serving/labelled-rows';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { listVersionObjects, newestPublished } from '../../common/dataset-reader.ts';
import { readLines } from '../../common/read-lines.ts';

/**
 * Leaves out the rows that the dataset holds already, such as rows of the past that somebody sent for a test: one of
 * them would keep out all others. The same row has the same event time, so in the usual case, rows newer than the
 * dataset, nothing is read. Rows that enter the dataset at this very moment are for its own contract to find.
 */
export async function leaveOutKnownRows(
  place: { readonly store: ObjectStore; readonly registry: Registry; readonly bucket: string },
  dataset: DatasetConfig,
  rows: LabelledRows,
): Promise<void> {
  const { from, to } = rows.span;
  if (from === '' || dataset.mode !== 'append') return;
  const item = await place.registry.get({ kind: 'dataset', name: dataset.name }, LATEST_KEY);
  if (item === undefined) return;
  const latest = latestSchema.parse(item.data);
  if (compareTimes(latest.maxEventTime, from) < 0) return;
  const { store, bucket } = place;
  const version = await newestPublished(store, bucket, dataset.name, latest.version);
  const objects = await listVersionObjects(store, bucket, dataset.name, version);
  for (const { minEventTime, maxEventTime, keysKey } of objects) {
    if (compareTimes(minEventTime, to) > 0 || compareTimes(maxEventTime, from) < 0) continue;
    for await (const key of readLines(await store.read({ bucket, key: keysKey }))) {
      if (rows.has(key)) rows.leaveOutKnown(key);
    }
  }
}
