import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDataset } from '#core/config/check-dataset';
import { type DatasetConfig, datasetConfigSchema } from '#core/config/dataset-config';
import { ConfigConflictError, InvalidProjectError } from '#core/config/errors';
import { shapeProblems } from '#lib/config/shape-problem';
import { parseYaml } from '#lib/config/yaml-source';
import { UnknownThingError } from '../errors.ts';

/**
 * A data contract by itself, without the project around it.
 * @param named a dataset.yaml, or the name of a dataset of the project
 * @throws UnknownThingError, ConfigSyntaxError
 * @throws InvalidProjectError with everything that is wrong with the file
 */
export function readContract(named: string, projectDirectory: string): DatasetConfig {
  const file = /\.ya?ml$/.test(named) ? named : join(projectDirectory, 'datasets', named, 'dataset.yaml');
  const source = parseYaml(file, readText(file));
  const parsed = datasetConfigSchema.safeParse(source.value);
  if (!parsed.success) {
    const { issues } = parsed.error;
    throw new InvalidProjectError(shapeProblems(datasetConfigSchema, source.value, issues, source.locate));
  }
  const conflicts = checkDataset(parsed.data).map(
    ({ path, message, ...facts }) =>
      new ConfigConflictError(`${path.join('.')}: ${message}`, { where: source.locate(path), ...facts }),
  );
  if (conflicts.length > 0) throw new InvalidProjectError(conflicts);
  return parsed.data;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UnknownThingError(
      'the contract cannot be read',
      { where: file, fix: 'name a dataset.yaml, or a dataset of the project (--project)' },
      { cause: error },
    );
  }
}
