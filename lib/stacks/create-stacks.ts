import { type App, Tags } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Project } from '#lib/config/load-project';
import { Names } from '#lib/names';
import { ModelStack } from './model-stack.ts';
import { PlatformStack } from './platform-stack.ts';
import { StorageStack } from './storage-stack.ts';

export interface CreateStacksOptions {
  /** Where `npm run build` wrote; default: `dist/` of this package. */
  readonly buildDirectory?: string;
}

export interface EnvironmentStacks {
  readonly storage: StorageStack;
  readonly platform: PlatformStack;
  readonly models: readonly ModelStack[];
}

/** All stacks of one environment of a project, in the order in which they deploy. */
export function createStacks(
  app: App,
  project: Project,
  options: CreateStacksOptions = {},
): EnvironmentStacks {
  const names = new Names(project.environmentName);
  const settings = project.environment;
  const common = { names, terminationProtection: false };
  const storage = new StorageStack(app, `${names.prefix}-storage`, {
    ...common,
    settings,
    description: `Gyre ${names.environment}: keys, buckets and registry`,
  });
  const platform = new PlatformStack(app, `${names.prefix}-platform`, {
    ...common,
    ...options,
    project,
    description: `Gyre ${names.environment}: functions, state machines, queues and alarms`,
  });
  platform.addStackDependency(storage);
  const models = project.models.map((model) => {
    const stack = new ModelStack(app, `${names.prefix}-model-${model.config.name}`, {
      ...common,
      model,
      description: `Gyre ${names.environment}: model ${model.config.name}`,
    });
    stack.addStackDependency(platform);
    Tags.of(stack).add('gyre:model', model.config.name);
    return stack;
  });
  Tags.of(app).add('gyre:environment', names.environment);
  if (settings.permissionsBoundary !== undefined) {
    const boundary = ManagedPolicy.fromManagedPolicyName(platform, 'Boundary', settings.permissionsBoundary);
    PermissionsBoundary.of(app).apply(boundary);
  }
  return { storage, platform, models };
}
