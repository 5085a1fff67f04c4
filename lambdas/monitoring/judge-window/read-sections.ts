import type { CompiledModel } from '#core/config/compiled-model';
import type { ReportSections } from '#core/monitoring/drift-report';
import type { DriftRule, DriftVerdict } from '#core/monitoring/judge-drift';
import type { WindowItem } from '#core/monitoring/monitoring-records';
import { judgeMultivariate } from '#core/monitoring/multivariate/judge-multivariate';
import { policyOf } from '#core/monitoring/report-policy';
import type { DatedSketch } from '#core/monitoring/season/season-history';
import type { Sketch } from '#core/monitoring/stored-sketch';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import type { WatchedVersion } from '../../common/load-baseline.ts';
import { readAttribution } from './read-attribution.ts';
import { readEstimate } from './read-estimate.ts';
import { readHistory } from './read-history.ts';
import { readSeason } from './read-season.ts';

export interface SectionFacts {
  readonly watched: WatchedVersion;
  readonly deployed: CompiledModel;
  readonly window: {
    readonly model: string;
    readonly version: number;
    readonly start: string;
    readonly end: string;
    readonly rows: Sketch;
    readonly sketches: readonly DatedSketch[];
    /** Of the metric, by the contest that put the version into service. */
    readonly promised: number;
  };
  readonly rule: DriftRule;
  readonly verdict: DriftVerdict;
  readonly judged: readonly WindowItem[];
  readonly attributionKey: string | null | undefined;
}

/** What a window's report carries beside the verdict, one line a section; what does not apply is absent. */
export async function readSections(
  place: { readonly registry: Registry; readonly store: ObjectStore; readonly bucket: string },
  { watched, deployed, window, rule, verdict, judged, attributionKey }: SectionFacts,
): Promise<ReportSections> {
  const [season, estimate, history, attribution] = await Promise.all([
    readSeason(place, watched, deployed, window, { rule, verdict }),
    readEstimate(place.registry, watched, deployed, window),
    readHistory(place, judged, window),
    readAttribution(place.store, place.bucket, attributionKey),
  ]);
  const multivariate = judgeMultivariate(watched.baseline, window.rows, rule);
  return {
    ...(season === undefined ? {} : { season }),
    ...(estimate === undefined ? {} : { estimate }),
    ...(history.length === 0 ? {} : { history }),
    ...(multivariate === undefined ? {} : { multivariate }),
    ...(attribution === undefined ? {} : { attribution }),
    policy: policyOf(deployed.monitoring, 'drift'),
  };
}
