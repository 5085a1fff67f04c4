import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as z from 'zod';
import { checkDataset } from '#core/config/check-dataset';
import { checkModel } from '#core/config/check-model';
import { type CompiledModel, compileModel } from '#core/config/compiled-model';
import type { Conflict } from '#core/config/conflict';
import { type DatasetConfig, datasetConfigSchema } from '#core/config/dataset-config';
import {
  ConfigConflictError,
  ConfigSyntaxError,
  InvalidProjectError,
  ProjectNotFoundError,
  UnknownEnvironmentError,
} from '#core/config/errors';
import type { EnvironmentConfig } from '#core/config/gyre-config';
import { modelConfigSchema } from '#core/config/model-config';
import { suggest } from '#core/config/suggest';
import { GyreError } from '#core/errors';
import { parseGyreConfig } from './define.ts';
import { freeze } from './freeze.ts';
import { placeInStack } from './place-in-stack.ts';
import { shapeProblems } from './shape-problem.ts';
import { type KeyPath, parseYaml, type YamlSource } from './yaml-source.ts';

/** One model of a project: its configuration and the folder its code is in. */
export interface ProjectModel {
  readonly config: CompiledModel;
  readonly directory: string;
}

export interface Project {
  readonly root: string;
  readonly environmentName: string;
  readonly environment: EnvironmentConfig;
  /** By name, in alphabetical order, as `models` is. */
  readonly datasets: readonly DatasetConfig[];
  readonly models: readonly ProjectModel[];
}

/** Keys of model.yaml. */
const NAMES_A_DATASET: ReadonlySet<string> = new Set(['dataset', 'serving.labelledRowsTo']);

/**
 * Reads and checks a user's project: gyre.config.ts, datasets/<name>/dataset.yaml and models/<name>/model.yaml.
 * @param root             the project's folder
 * @param environmentName  one of the environments of gyre.config.ts
 * @throws ProjectNotFoundError, UnknownEnvironmentError
 * @throws InvalidProjectError with every problem found, each with file, line and column
 */
export async function loadProject(root: string, environmentName: string): Promise<Project> {
  const folder = resolve(root);
  const environment = await readEnvironment(folder, environmentName);
  const problems: GyreError[] = [];

  const datasetFiles = readFiles(folder, 'datasets/*/dataset.yaml', datasetConfigSchema, problems);
  for (const { config, source } of datasetFiles)
    problems.push(...conflictErrors(source, checkDataset(config)));
  const datasets = new Map(datasetFiles.map(({ config }) => [config.name, config]));

  const modelFiles = readFiles(folder, 'models/*/model.yaml', modelConfigSchema, problems);
  for (const { config, source } of modelFiles) {
    const conflicts = checkModel(config, { datasets, profile: environment.profile });
    // A dataset whose own file is wrong is reported there, once, and not missed where it is named.
    const isBroken = (name: string) =>
      !datasets.has(name) && existsSync(join(folder, 'datasets', name, 'dataset.yaml'));
    const relevant = conflicts.filter(
      ({ path, received }) => !(NAMES_A_DATASET.has(path.join('.')) && isBroken(received)),
    );
    problems.push(...conflictErrors(source, relevant));
  }
  if (problems.length > 0) throw new InvalidProjectError(problems);

  const models = modelFiles.flatMap(({ config, source }) => {
    const dataset = datasets.get(config.dataset);
    if (dataset === undefined) return [];
    return [{ config: compileModel(config, dataset), directory: dirname(join(folder, source.file)) }];
  });
  return freeze({
    root: folder,
    environmentName,
    environment,
    datasets: datasetFiles.map(({ config }) => config),
    models,
  });
}

async function readEnvironment(root: string, name: string): Promise<EnvironmentConfig> {
  const file = join(root, 'gyre.config.ts');
  if (!existsSync(file)) {
    throw new ProjectNotFoundError('the folder is not a Gyre project', {
      where: root,
      received: 'no gyre.config.ts',
      allowed: 'a folder with gyre.config.ts, datasets/ and models/',
      fix: 'name the project with --project, or create gyre.config.ts',
    });
  }
  const config = parseGyreConfig(await importDefault(file), 'gyre.config.ts');
  const environment = Object.hasOwn(config.environments, name) ? config.environments[name] : undefined;
  if (environment !== undefined) return environment;
  const known = Object.keys(config.environments);
  const nearest = suggest(name, known);
  throw new UnknownEnvironmentError('the project has no environment of this name', {
    where: file,
    received: name,
    allowed: known.join(', '),
    fix: nearest === undefined ? 'name one of the environments allowed' : `did you mean ${nearest}?`,
  });
}

async function importDefault(file: string): Promise<unknown> {
  const found = await importModule(file);
  if (found.default !== undefined) return found.default;
  throw new ConfigSyntaxError('gyre.config.ts exports nothing as its default', {
    where: file,
    received: `exports: ${Object.keys(found).join(', ') || 'none'}`,
    allowed: 'export default defineGyre({ environments: { ... } })',
    fix: 'export the configuration as the default',
  });
}

async function importModule(file: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  } catch (error) {
    throw new ConfigSyntaxError(
      'gyre.config.ts does not run',
      {
        where: placeInStack(file, error),
        received: error instanceof Error ? error.message : String(error),
        fix: 'correct the file; it exports defineGyre({...}) as its default',
      },
      { cause: error },
    );
  }
}

interface ConfigFile<Config> {
  readonly config: Config;
  readonly source: YamlSource;
}

/** The files that parse; what is wrong with the others is added to `problems`. */
function readFiles<Config extends { readonly name: string }>(
  root: string,
  pattern: string,
  schema: z.ZodType<Config>,
  problems: GyreError[],
): readonly ConfigFile<Config>[] {
  return globSync(pattern, { cwd: root })
    .sort()
    .flatMap((file) => {
      try {
        const source = parseYaml(file, readFileSync(join(root, file), 'utf8'));
        const result = schema.safeParse(source.value);
        if (!result.success) {
          problems.push(...shapeProblems(schema, source.value, result.error.issues, source.locate));
          return [];
        }
        problems.push(...nameProblems(result.data.name, source));
        return [{ config: result.data, source }];
      } catch (error) {
        if (!(error instanceof GyreError)) throw error;
        problems.push(error);
        return [];
      }
    });
}

/** The folder's name is the name in bucket keys and commands, so the file must say the same. */
function nameProblems(name: string, source: YamlSource): readonly GyreError[] {
  const folder = relative('.', dirname(source.file)).split('/').at(-1) ?? '';
  if (folder === name) return [];
  return conflictErrors(source, [
    {
      path: ['name'],
      message: 'the name differs from the folder',
      received: name,
      allowed: folder,
      fix: `set name: ${folder}, or rename the folder`,
    },
  ]);
}

function conflictErrors(source: YamlSource, conflicts: readonly Conflict[]): readonly ConfigConflictError[] {
  return conflicts.map(({ path, message, ...facts }) => {
    const dotted: KeyPath = path;
    return new ConfigConflictError(`${dotted.join('.')}: ${message}`, {
      where: source.locate(path),
      ...facts,
    });
  });
}
