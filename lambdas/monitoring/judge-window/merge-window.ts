import { addSketch, mergeSketches, type Sketch } from '#core/monitoring/sketch';
import { sketchCaptures } from '#core/monitoring/sketch-captures';
import type { ObjectStore } from '#ports/object-store';
import type { WatchedVersion } from '../../common/load-baseline.ts';
import { readCaptureObject } from '../../common/read-captures.ts';

/** Rows of events that several capture objects hold are counted once: those objects are read again, together. */
export async function mergeWindow(
  store: ObjectStore,
  { baseline, model }: WatchedVersion,
  sketches: readonly Sketch[],
  span: { readonly start: string; readonly end: string },
): Promise<Sketch> {
  const { merged, overlapping } = mergeSketches(baseline, sketches);
  const [source] = overlapping;
  if (source === undefined) return merged;
  const objects = await Promise.all(overlapping.map((ref) => readCaptureObject(store, ref)));
  const again = sketchCaptures(objects, baseline, {
    source,
    bucket: model.monitoring.bucket,
    hour: span.start.slice(0, 13),
  });
  for (const [bucketStart, sketch] of again) {
    if (bucketStart >= span.start.slice(0, 13) && bucketStart < span.end.slice(0, 13))
      addSketch(merged, sketch);
  }
  return merged;
}
