import { VERSION_PREFIX } from '#core/registry/keys';
import { modelVersionSchema } from '#core/training/model-version';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { loadBaseline, loadWatchedModel } from '../../common/load-baseline.ts';

export interface VersionsToRead {
  readonly read: readonly number[];
  /** Those that cannot be watched, and the names of their errors. */
  readonly failed: readonly { readonly version: number; readonly error: string }[];
}

/**
 * The registered versions of a model that are read by the hour, any of which may have answered.
 * @param isNamed somebody wants this model read: then all of its versions, however they are read otherwise
 */
export async function readVersions(
  adapters: { readonly registry: Registry; readonly store: ObjectStore },
  artifactsBucket: string,
  model: string,
  isNamed: boolean,
): Promise<VersionsToRead> {
  const items = await adapters.registry.list({ kind: 'model', name: model }, VERSION_PREFIX);
  const read: number[] = [];
  const failed: { version: number; error: string }[] = [];
  for (const item of items) {
    const { version, configKey } = modelVersionSchema.parse(item.data);
    try {
      const { monitoring } = await loadWatchedModel(adapters.store, artifactsBucket, configKey);
      if (!isNamed && monitoring.sketches !== 'hourly') continue;
      // Before anything is claimed: whose baseline cannot be read, its captures cannot be either.
      await loadBaseline(adapters, artifactsBucket, model, version);
      read.push(version);
    } catch (error) {
      failed.push({ version, error: error instanceof Error ? error.name : 'UnknownError' });
    }
  }
  return { read, failed };
}
