import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { afterAll } from 'vitest';
import type { StepEnvironment } from '#build/bundle-lambdas';
import { loadProject, type Project } from '#lib/config/load-project';
import { STEPS_BY_ROOM } from '#lib/permissions/rooms';
import { createApp } from '#lib/stacks/create-app';
import { createStacks } from '#lib/stacks/create-stacks';

export const TWO_MODELS = join(import.meta.dirname, '../../fixtures/projects/two-models');

/**
 * A build output with an empty function for every step of the permission tables: templates depend on which functions
 * there are, not on what is in them.
 * @param contracts  the variables that functions ask for; default: a few that exist
 */
export function stubBuild(contracts: Readonly<Record<string, StepEnvironment>> = {}): string {
  const directory = temporaryDirectory('stub-build');
  const steps: Record<string, StepEnvironment> = {};
  for (const [room, table] of Object.entries(STEPS_BY_ROOM)) {
    for (const step of Object.keys(table)) {
      const folder = join(directory, 'lambdas', room, step);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'index.mjs'), `export const handler = () => '${room}/${step}';\n`);
      steps[`${room}/${step}`] = contracts[`${room}/${step}`] ?? {
        required: ['GYRE_ENV', 'REGISTRY_TABLE'],
        optional: ['INTAKE_QUEUE_URL'],
      };
    }
  }
  writeFileSync(join(directory, 'lambdas.json'), JSON.stringify({ steps }));
  return directory;
}

/** Assemblies hold copies of every asset: none outlives its file of tests, whose process may end without notice. */
const temporary: string[] = [];
afterAll(() => {
  for (const directory of temporary) rmSync(directory, { recursive: true, force: true });
});

function temporaryDirectory(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), `gyre-${name}-`));
  temporary.push(directory);
  return directory;
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
}

export interface TemplateBody {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Export?: unknown }>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: string }>>;
}

export interface Synthesized {
  readonly app: App;
  readonly stacks: ReturnType<typeof createStacks>;
  /** By stack name. */
  readonly templates: ReadonlyMap<string, TemplateBody>;
  readonly directory: string;
}

/** The templates of a project's environment. */
export function synthesize(project: Project, buildDirectory = stubBuild()): Synthesized {
  const app = createApp(temporaryDirectory('assembly'));
  const stacks = createStacks(app, project, { buildDirectory });
  const assembly = app.synth();
  return {
    app,
    stacks,
    directory: assembly.directory,
    templates: new Map(
      assembly.stacks.map((stack) => [stack.stackName, stack.template as TemplateBody] as const),
    ),
  };
}

export async function synthesizeFixture(environment = 'local'): Promise<Synthesized> {
  return synthesize(await loadProject(TWO_MODELS, environment));
}

/** All resources of a type, with their stack and logical id. */
export function resourcesOf(
  { templates }: Synthesized,
  type: string,
): readonly (Resource & { readonly id: string; readonly stack: string })[] {
  return [...templates].flatMap(([stack, { Resources }]) =>
    Object.entries(Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => ({ ...resource, id, stack })),
  );
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: Readonly<Record<string, unknown>> | string;
  readonly Condition?: Readonly<Record<string, unknown>>;
}

export interface OwnedStatement extends Statement {
  /** `<stack>/<logical id>` of the policy it stands in. */
  readonly owner: string;
  readonly type: string;
}

/** Every policy statement of every template: of roles, keys, buckets, queues and topics. */
export function statementsIn({ templates }: Synthesized): readonly OwnedStatement[] {
  return [...templates].flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).flatMap(([id, resource]) =>
      documentsIn(resource.Properties).map((statement) => ({
        ...statement,
        owner: `${stack}/${id}`,
        type: resource.Type,
      })),
    ),
  );
}

function documentsIn(value: unknown): readonly Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  const { Statement: statements } = value as { readonly Statement?: unknown };
  if (Array.isArray(statements)) return statements as readonly Statement[];
  return Object.values(value).flatMap(documentsIn);
}

export function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
