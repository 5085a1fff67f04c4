import { type CompiledModel, compiledModelSchema } from '#core/config/compiled-model';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import { readPublishedRevision } from './published-revision.ts';
import { readOnce } from './read-once.ts';

/** The configuration that a run pinned, from its content-addressed place: a warm function reads each only once. */
export async function loadCompiledModel(
  store: ObjectStore,
  bucket: string,
  key: string,
): Promise<CompiledModel> {
  return readOnce(store, { bucket, key }, compiledModelSchema);
}

/** The configuration that is deployed now: what policy goes by. A contest goes by the one it pinned. */
export async function loadDeployedModel(
  parameters: Parameters,
  store: ObjectStore,
  environment: string,
  model: string,
): Promise<CompiledModel> {
  const published = await readPublishedRevision(parameters, environment, model);
  return loadCompiledModel(store, published.assetBucket, published.configKey);
}
