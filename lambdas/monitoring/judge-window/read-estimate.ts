import type { CompiledModel } from '#core/config/compiled-model';
import { estimateSection } from '#core/monitoring/estimate/estimate-window';
import { trackRecord } from '#core/monitoring/estimate/track-record';
import { QUALITY_PREFIX, qualityItemSchema } from '#core/monitoring/monitoring-records';
import { type DatedSketch, distinctSketches } from '#core/monitoring/season/season-history';
import type { EstimateSection } from '#core/monitoring/sections/estimate';
import type { Sketch } from '#core/monitoring/stored-sketch';
import type { Registry } from '#ports/registry';
import type { WatchedVersion } from '../../common/load-baseline.ts';

/** Quality of a window before its labels are there, and how former estimates did. */
export async function readEstimate(
  registry: Registry,
  { baseline }: WatchedVersion,
  deployed: CompiledModel,
  window: { readonly rows: Sketch; readonly sketches: readonly DatedSketch[]; readonly promised: number },
): Promise<EstimateSection | undefined> {
  const { metric } = deployed.evaluation;
  const days = distinctSketches(baseline, window.sketches).map(({ bucketStart, sketch }) => ({
    ...sketch,
    day: bucketStart.slice(0, 10),
  }));
  const section = estimateSection(baseline, window.rows, days, {
    ...{ metric, promised: window.promised, minimumRows: deployed.monitoring.quality.minimumRows },
  });
  if (section === undefined) return undefined;
  const items = await registry.list({ kind: 'model', name: deployed.name }, QUALITY_PREFIX);
  const qualities = items.map((item) => qualityItemSchema.parse(item.data));
  return { ...section, ...trackRecord(qualities, metric) };
}
