import { addSketch, mergeSketches, type Sketch } from '#core/monitoring/sketch';
import { CaptureSketches } from '#core/monitoring/sketch-captures';
import { captureTerms } from '#core/serving/capture/capture-terms';
import type { ObjectStore } from '#ports/object-store';
import type { WatchedVersion } from '../../common/load-baseline.ts';
import { readCaptures } from '../../common/read-captures.ts';

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
  const again = new CaptureSketches(baseline, {
    source,
    bucket: model.monitoring.bucket,
    hour: span.start.slice(0, 13),
  });
  // One after the other: how many there are is not known, and none is kept.
  for (const ref of overlapping)
    for await (const records of readCaptures(store, ref, captureTerms(model)))
      for (const record of records) again.add(record);
  for (const [bucketStart, sketch] of again.finish()) {
    if (bucketStart >= span.start.slice(0, 13) && bucketStart < span.end.slice(0, 13))
      addSketch(merged, sketch);
  }
  return merged;
}
