import { compareTimes, later } from '#core/data/event-time';
import type { ManifestObject } from '#core/data/manifest';
import type { RowLayout } from '#core/training/feature-rows';
import type { ObjectStore } from '#ports/object-store';
import { readObjectRows } from '../../common/dataset-reader.ts';

/**
 * Event time of the newest labelled row before a moment; empty when there is none.
 *
 * Labels come later than rows: cutting at the newest row would leave a hold-out whose last days have no labels. Only
 * objects that can hold something newer are read, mostly one.
 */
export async function newestLabel(
  store: ObjectStore,
  bucket: string,
  rows: {
    readonly objects: readonly ManifestObject[];
    readonly layout: Pick<RowLayout, 'label' | 'eventTime'>;
    /** Exclusive. */
    readonly before: string;
  },
): Promise<string> {
  const { objects, layout, before } = rows;
  let newest = '';
  for (const object of objects.toSorted((a, b) => compareTimes(b.maxEventTime, a.maxEventTime))) {
    if (newest !== '' && compareTimes(object.maxEventTime, newest) <= 0) break;
    await readObjectRows(store, { bucket, key: object.key }, (row) => {
      const eventTime = row.cell(layout.eventTime);
      if (row.cell(layout.label) !== '' && compareTimes(eventTime, before) < 0)
        newest = later(newest, eventTime);
      return undefined;
    });
  }
  return newest;
}
