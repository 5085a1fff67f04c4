import { closedHours } from '#core/monitoring/sketching/closed-hours';
import type { ObjectStore } from '#ports/object-store';
import type { Workflow } from '#ports/workflow';
import { loadCompiledModel } from '../../common/load-model-revision.ts';
import type { Champion } from '../../common/read-champion.ts';

/**
 * Has the hours read that are over, when a version that serves is read by the hour: its own configuration says so, as
 * it was trained, whatever is deployed now. In wall time, since the folders of captures go by that, and of all models
 * together: one map for an hour. Two ticks of an hour find one execution under its name.
 */
export async function startSketching(
  { store, workflow }: { readonly store: ObjectStore; readonly workflow: Workflow },
  places: { readonly artifactsBucket: string; readonly machineArn: string },
  champions: readonly Champion[],
  now: Date,
): Promise<void> {
  for (const { version } of champions) {
    const trained = await loadCompiledModel(store, places.artifactsBucket, version.configKey);
    if (trained.monitoring.sketches !== 'hourly') continue;
    const hours = closedHours(now);
    await workflow.start(places.machineArn, `sketching-${hours.to}`, { ...hours, models: null });
    return;
  }
}
