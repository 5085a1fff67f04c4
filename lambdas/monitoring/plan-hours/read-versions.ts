import { VERSION_PREFIX } from '#core/registry/keys';
import { modelVersionSchema } from '#core/training/training-records';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { loadBaseline } from '../../common/load-baseline.ts';

export interface ReadVersion {
  readonly model: string;
  readonly version: number;
  readonly isHourly: boolean;
}

/** The registered versions of a model that can be watched, and those that cannot. Any of them may answer. */
export async function readVersions(
  adapters: { readonly registry: Registry; readonly store: ObjectStore },
  artifactsBucket: string,
  model: string,
): Promise<{
  readonly read: readonly ReadVersion[];
  readonly failed: readonly { readonly version: number; readonly error: string }[];
}> {
  const items = await adapters.registry.list({ kind: 'model', name: model }, VERSION_PREFIX);
  const read: ReadVersion[] = [];
  const failed: { version: number; error: string }[] = [];
  for (const item of items) {
    const { version } = modelVersionSchema.parse(item.data);
    try {
      const watched = await loadBaseline(adapters, artifactsBucket, model, version);
      read.push({ model, version, isHourly: watched.model.monitoring.sketches === 'hourly' });
    } catch (error) {
      failed.push({ version, error: error instanceof Error ? error.name : 'UnknownError' });
    }
  }
  return { read, failed };
}
