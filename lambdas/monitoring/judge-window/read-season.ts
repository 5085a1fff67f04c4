import type { CompiledModel } from '#core/config/compiled-model';
import type { DriftRule, DriftVerdict } from '#core/monitoring/judge-drift';
import { judgeSeason } from '#core/monitoring/season/judge-season';
import { referenceSpans } from '#core/monitoring/season/reference-spans';
import { type DatedSketch, dateSketches } from '#core/monitoring/season/season-history';
import type { SeasonSection } from '#core/monitoring/sections/season';
import type { Sketch } from '#core/monitoring/stored-sketch';
import type { ObjectStore } from '#ports/object-store';
import type { WatchedVersion } from '../../common/load-baseline.ts';
import { listSketches, readSketches, type SketchSpan } from '../../common/read-sketches.ts';

/** The window against its season. @returns nothing when none is declared, or the window has no verdict */
export async function readSeason(
  { store, bucket }: { readonly store: ObjectStore; readonly bucket: string },
  { baseline }: WatchedVersion,
  { monitoring: { drift } }: CompiledModel,
  window: SketchSpan & { readonly rows: Sketch; readonly sketches: readonly DatedSketch[] },
  judged: { readonly rule: DriftRule; readonly verdict: DriftVerdict },
): Promise<SeasonSection | undefined> {
  const { season } = drift;
  if (season === undefined || judged.verdict.features.length === 0) return undefined;
  const { model, version } = window;
  const listed = await Promise.all(
    referenceSpans(season, window).map((span) => listSketches(store, bucket, { model, version, ...span })),
  );
  // Spans of a calendar may overlap by a day.
  const keys = [...new Set(listed.flat())];
  const former = dateSketches(keys, await readSketches(store, bucket, keys));
  const rule = { ...season, alarmOn: drift.alarmOn };
  return judgeSeason({ baseline, window, former }, rule, judged.rule, judged.verdict);
}
