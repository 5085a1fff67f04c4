import { ObjectGoneError } from '#core/data/errors';
import { versionOfVariant } from '#core/deployment/endpoint-requests';
import { addSketch, emptySketch, mergeSketches } from '#core/monitoring/sketch';
import type { Coverage, Sketch } from '#core/monitoring/stored-sketch';
import { CaptureSketches } from '#core/monitoring/sketch-captures';
import { parseCaptureKey } from '#core/serving/capture-key';
import { type CaptureTerms, captureTerms } from '#core/serving/capture/capture-terms';
import type { CaptureRecord } from '#core/serving/capture-record';
import type { ObjectRef, ObjectStore } from '#ports/object-store';
import { resolveCapture } from '../../common/capture-folder.ts';
import type { WatchedVersion } from '../../common/load-baseline.ts';
import { readCaptures } from '../../common/read-captures.ts';

const NOTHING: Coverage = { records: 0, duplicates: 0, badRecords: {} };

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
  const keys = new Set(overlapping.map(({ key }) => key));
  const counted = sketches.filter((sketch) => keys.has(sketch.source.key));
  const again = new CaptureSketches(baseline, {
    source,
    bucket: model.monitoring.bucket,
    hour: span.start.slice(0, 13),
  });
  const version = versionOfVariant(parseCaptureKey(source.key)?.variant ?? '');
  const terms = { ...captureTerms(model), ...(version === undefined ? {} : { version }) };
  // An object that took the place of several holds records of others too, which their own sketches count.
  const events = new Set(counted.flatMap((sketch) => sketch.events));
  await eachRecord(store, overlapping, terms, (record) => {
    if (events.has(record.eventId)) again.add({ record });
  });
  for (const [bucketStart, sketch] of again.finish()) {
    if (bucketStart >= span.start.slice(0, 13) && bucketStart < span.end.slice(0, 13))
      addSketch(merged, { ...sketch, coverage: NOTHING });
  }
  // What is said of whole objects is what their sketches said; an event of several of them is a duplicate as well.
  const nothing = emptySketch(baseline, source);
  for (const { coverage } of counted) addSketch(merged, { ...nothing, coverage });
  const held = new Set(
    counted.flatMap(({ source: { key }, events: own }) => own.map((id) => `${key}\n${id}`)),
  );
  addSketch(merged, { ...nothing, coverage: { ...NOTHING, duplicates: held.size - events.size } });
  return merged;
}

/** The records of objects, wherever they are now; where several of them became one, that is read once. */
async function eachRecord(
  store: ObjectStore,
  refs: readonly ObjectRef[],
  terms: CaptureTerms,
  take: (record: CaptureRecord) => void,
): Promise<void> {
  const places = new Map<string, string>();
  const read = new Set<string>();
  // One after the other: how many there are is not known, and none is kept.
  for (const ref of refs) {
    try {
      await readOne(ref);
    } catch (error) {
      if (!(error instanceof ObjectGoneError)) throw error;
      const place = await resolveCapture(store, ref, places);
      if (place.key === ref.key) throw error;
      if (!read.has(place.key)) await readOne(place);
      read.add(place.key);
    }
  }

  async function readOne(ref: ObjectRef): Promise<void> {
    for await (const some of readCaptures(store, ref, terms))
      for (const decoded of some) if ('record' in decoded) take(decoded.record);
  }
}
