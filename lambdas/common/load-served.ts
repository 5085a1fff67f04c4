import { NAME_PATTERN } from '#core/config/names';
import { type ServedModel, servedModelSchema } from '#core/config/served-model';
import type { DatasetConfig } from '#core/config/dataset-config';
import { UnknownDatasetError } from '#core/data/errors';
import { UnknownModelError } from '#core/training/errors';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import { loadDatasetConfig } from './load-dataset-config.ts';
import { readPublishedRevision } from './published-revision.ts';
import { readOnce } from './read-once.ts';

export interface Served {
  readonly model: ServedModel;
  readonly dataset: DatasetConfig;
}

/** A deployment of new configuration is seen after so long at the latest. */
const KEPT_MILLISECONDS = 60_000;
const kept = new Map<string, { readonly served: Promise<Served>; readonly until: number }>();

/**
 * The deployed configuration of a model and its dataset, from memory for a minute.
 * @param model as the caller wrote it: it becomes part of a parameter's name only when it is a name
 */
export async function loadServed(
  adapters: { readonly parameters: Parameters; readonly store: ObjectStore },
  environment: string,
  model: string,
  now: Date,
): Promise<Served> {
  if (!NAME_PATTERN.test(model)) {
    throw new UnknownModelError('no model has such a name', {
      where: 'path',
      received: `${model.length} characters`,
      allowed: '1 to 32 of a-z, 0-9 and "-", starting with a letter, not ending with "-"',
      fix: 'gyre model ls lists the models that are deployed',
    });
  }
  const known = kept.get(model);
  if (known !== undefined && known.until > now.getTime()) return known.served;
  const served = load(adapters, environment, model);
  kept.set(model, { served, until: now.getTime() + KEPT_MILLISECONDS });
  // A failure is not kept: a model may be deployed at any moment.
  served.catch(() => kept.delete(model));
  return served;
}

async function load(
  adapters: { readonly parameters: Parameters; readonly store: ObjectStore },
  environment: string,
  name: string,
): Promise<Served> {
  const { assetBucket, configKey } = await readPublishedRevision(adapters.parameters, environment, name);
  const model = await readOnce(adapters.store, { bucket: assetBucket, key: configKey }, servedModelSchema);
  const dataset = await loadDatasetConfig(adapters, environment, model.dataset);
  if (dataset !== undefined) return { model, dataset };
  throw new UnknownDatasetError('the dataset of the model is not declared any more', {
    where: model.dataset,
    fix: 'add datasets/<name>/dataset.yaml again and deploy',
  });
}
