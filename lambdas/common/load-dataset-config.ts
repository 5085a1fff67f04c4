import * as z from 'zod';
import { type DatasetConfig, datasetConfigSchema } from '#core/config/dataset-config';
import { parseContract } from './define-handler.ts';
import { readOnce } from './read-once.ts';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';

/** What the platform stack publishes for each dataset of the project. */
export const datasetParameterSchema = z.object({
  name: z.string(),
  assetBucket: z.string(),
  configKey: z.string(),
});

export function datasetParameterPath(environment: string): string {
  return `/gyre/${environment}/datasets`;
}

/** @returns the configuration of a dataset, `undefined` when the project declares none of this name */
export async function loadDatasetConfig(
  adapters: { readonly parameters: Parameters; readonly store: ObjectStore },
  environment: string,
  dataset: string,
): Promise<DatasetConfig | undefined> {
  const name = `${datasetParameterPath(environment)}/${dataset}`;
  const value = await adapters.parameters.get(name);
  if (value === undefined) return undefined;
  const pointer = parseContract(datasetParameterSchema, JSON.parse(value), name);
  const place = { bucket: pointer.assetBucket, key: pointer.configKey };
  return readOnce(adapters.store, place, datasetConfigSchema);
}

/** Names of all declared datasets, sorted. */
export async function listDatasets(parameters: Parameters, environment: string): Promise<readonly string[]> {
  const path = datasetParameterPath(environment);
  return (await parameters.listNames(path)).map((name) => name.slice(path.length + 1));
}
