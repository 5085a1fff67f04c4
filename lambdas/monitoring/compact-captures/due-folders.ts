import type { CaptureObject } from '#core/monitoring/scale/capture-object';
import { type CompactionHours, daysOf } from '#core/monitoring/scale/compaction-hours';
import { isAtRest } from '#core/monitoring/scale/compaction-protocol';
import { parseCaptureKey } from '#core/serving/capture-key';
import type { ObjectStore } from '#ports/object-store';

/**
 * Folders of a variant in which there may be something to do, oldest first: those that are about to be too old come
 * before the others. A day is one listing, and an hour that is not worth it costs no more.
 * @param variant `<endpoint>/<variant>`
 */
export async function* dueFolders(
  store: ObjectStore,
  bucket: string,
  variant: string,
  hours: CompactionHours,
): AsyncGenerator<string> {
  for (const day of daysOf(hours)) {
    let [hour, objects, records]: [string, CaptureObject[], string[]] = ['', [], []];
    const found = (): string | undefined => {
      const folder = `${variant}/${hour}`;
      if (hour < hours.first || hour > hours.last || isAtRest({ folder, objects }, records)) return undefined;
      return folder;
    };
    // In the order of keys, which is that of hours: one of them is held at a time.
    for await (const { key, sizeBytes } of store.list(bucket, `${variant}/${day}/`)) {
      const own = key.slice(variant.length + 1, variant.length + 1 + hours.first.length);
      if (own !== hour) {
        const folder = found();
        if (folder !== undefined) yield folder;
        [hour, objects, records] = [own, [], []];
      }
      if (parseCaptureKey(key) !== undefined) objects.push({ key, sizeBytes });
      else if (key.endsWith('.json')) records.push(key);
    }
    const folder = found();
    if (folder !== undefined) yield folder;
  }
}
