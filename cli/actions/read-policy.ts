import { readFileSync } from 'node:fs';
import { checkWindows } from '#core/config/check-windows';
import type { CompiledModel } from '#core/config/compiled-model';
import type { Conflict } from '#core/config/conflict';
import { ConfigConflictError, InvalidProjectError } from '#core/config/errors';
import { modelConfigSchema } from '#core/config/model-config';
import type { GyreError } from '#core/errors';
import { shapeProblems } from '#lib/config/shape-problem';
import { parseYaml, type YamlSource } from '#lib/config/yaml-source';
import { UnknownThingError } from '../errors.ts';

/** What of a model.yaml decides on windows, alarms and retrains. */
export interface Policy {
  readonly monitoring: CompiledModel['monitoring'];
  readonly retraining: CompiledModel['retraining'];
  /** The first contest waits for so many rows. */
  readonly minimumRows: number;
}

const partsSchema = modelConfigSchema.pick({ monitoring: true, retraining: true });

/**
 * A policy to try out: a whole model.yaml, or a file with its parts `monitoring` and `retraining` only, which change
 * what is deployed key by key.
 * @throws UnknownThingError when the file cannot be read
 * @throws ConfigSyntaxError, ConfigShapeError, ConfigConflictError with file, line and column; InvalidProjectError
 *   when there are several
 */
export function readPolicy(file: string, deployed: CompiledModel): Policy {
  const source = parseYaml(file, readText(file));
  const isWhole = isBlock(source.value) && 'name' in source.value;
  const checked = (isWhole ? modelConfigSchema : partsSchema).safeParse(source.value);
  if (!checked.success) {
    const schema = isWhole ? modelConfigSchema : partsSchema;
    throw oneOrAll(shapeProblems(schema, source.value, checked.error.issues, source.locate));
  }
  const policy = isWhole ? ofModel(source.value) : changed(deployed, source.value);
  const conflicts = [...checkWindows(policy), ...otherWindows(policy, deployed)];
  if (conflicts.length > 0) throw oneOrAll(conflicts.map((conflict) => located(conflict, source)));
  return policy;
}

/** The model that a whole model.yaml is about; `undefined` for a file of parts. @throws ConfigSyntaxError */
export function modelOfPolicy(file: string): string | undefined {
  const { value } = parseYaml(file, readText(file));
  return isBlock(value) && typeof value['name'] === 'string' ? value['name'] : undefined;
}

function ofModel(value: unknown): Policy {
  const { monitoring, retraining, training } = modelConfigSchema.parse(value);
  return { monitoring, retraining, minimumRows: training.minimumRows };
}

function changed(deployed: CompiledModel, value: unknown): Policy {
  const { monitoring, retraining, training } = deployed;
  const parts = partsSchema.parse(merge({ monitoring, retraining }, value));
  return { ...parts, minimumRows: training.minimumRows };
}

/** Windows of another length were never judged, and sketches cannot be cut finer. */
function otherWindows({ monitoring }: Policy, deployed: CompiledModel): readonly Conflict[] {
  return (['driftWindow', 'bucket'] as const).flatMap((key) => {
    const [received, allowed] = [monitoring[key], deployed.monitoring[key]].map((one) => JSON.stringify(one));
    if (received === allowed || received === undefined || allowed === undefined) return [];
    return [
      {
        path: ['monitoring', key],
        message: 'only the windows that were judged can be replayed',
        ...{ received, allowed },
        fix: `set ${key} to what is deployed, or leave it out`,
      },
    ];
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UnknownThingError(
      'the file cannot be read',
      { where: file, fix: 'name a model.yaml, or a file with its parts monitoring and retraining' },
      { cause: error },
    );
  }
}

function located({ path, message, ...facts }: Conflict, source: YamlSource): ConfigConflictError {
  return new ConfigConflictError(`${path.join('.')}: ${message}`, { where: source.locate(path), ...facts });
}

function oneOrAll(problems: readonly GyreError[]): GyreError {
  const [first] = problems;
  return first !== undefined && problems.length === 1 ? first : new InvalidProjectError(problems);
}

/** Blocks key by key, everything else whole. */
function merge(below: unknown, above: unknown): unknown {
  if (!isBlock(below) || !isBlock(above)) return above ?? below;
  return Object.fromEntries(
    [...new Set([...Object.keys(below), ...Object.keys(above)])].map((key) => [
      key,
      merge(below[key], above[key]),
    ]),
  );
}

function isBlock(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
