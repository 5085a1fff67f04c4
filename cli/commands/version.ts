/** `gyre version`: which Gyre, on which Node, with which CDK. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import * as z from 'zod';
import type { CommandContext } from '../context.ts';

const packageSchema = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

const REPOSITORY = join(import.meta.dirname, '..', '..');

export async function readVersions() {
  const text = await readFile(join(REPOSITORY, 'package.json'), 'utf8');
  const { version, dependencies, devDependencies } = packageSchema.parse(JSON.parse(text));
  return {
    gyre: version,
    node: process.versions.node,
    'aws-cdk-lib': dependencies['aws-cdk-lib'] ?? 'none',
    'aws-cdk': devDependencies['aws-cdk'] ?? dependencies['aws-cdk'] ?? 'none',
    platform: `${process.platform}-${process.arch}`,
  };
}

export function registerVersionCommands(program: Command, context: CommandContext): void {
  program
    .command('version')
    .description('versions of Gyre, Node and the CDK')
    .action(async () => context.print({ ok: true, data: await readVersions() }));
}
