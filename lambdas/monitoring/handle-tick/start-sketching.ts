import { closedHours } from '#core/monitoring/sketching/closed-hours';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import type { Workflow } from '#ports/workflow';
import { loadCompiledModel } from '../../common/load-model-revision.ts';
import { readChampion } from '../../common/read-champion.ts';

/**
 * Has the hours read that are over, when a version that serves is read by the hour: its own configuration says so, as
 * it was trained, whatever is deployed now. In wall time, since the folders of captures go by that, and of all models
 * together: one map for an hour. Two ticks of an hour find one execution under its name.
 */
export async function startSketching(
  {
    registry,
    store,
    workflow,
  }: { readonly registry: Registry; readonly store: ObjectStore; readonly workflow: Workflow },
  places: { readonly artifactsBucket: string; readonly machineArn: string },
  models: readonly string[],
  now: Date,
): Promise<string | undefined> {
  for (const model of models) {
    const champion = await readChampion(registry, model);
    if (champion === undefined) continue;
    const trained = await loadCompiledModel(store, places.artifactsBucket, champion.version.configKey);
    if (trained.monitoring.sketches !== 'hourly') continue;
    const hours = closedHours(now);
    const name = `sketching-${hours.to}`;
    await workflow.start(places.machineArn, name, { ...hours, models: null });
    return name;
  }
  return undefined;
}
