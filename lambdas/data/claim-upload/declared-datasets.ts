import type { Parameters } from '#ports/parameters';
import { listDatasets } from '../../common/load-dataset-config.ts';

/** Datasets that were met, by who told of them: a flood of uploads must not become a flood of questions. */
const met = new WeakMap<Parameters, Set<string>>();

/**
 * @returns `undefined` when the dataset is declared, else the names of those that are. A name that is not known yet is
 *   asked for each time: it may have been deployed a moment ago.
 */
export async function unknownAmong(
  parameters: Parameters,
  environment: string,
  dataset: string,
): Promise<readonly string[] | undefined> {
  const known = met.get(parameters) ?? new Set();
  if (known.has(dataset)) return undefined;
  const declared = await listDatasets(parameters, environment);
  met.set(parameters, new Set(declared));
  return declared.includes(dataset) ? undefined : declared;
}
