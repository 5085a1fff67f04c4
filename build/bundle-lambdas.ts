import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod';
import { BROWSER_GLOBALS, leftOut, namedClasses, nodeModulesByRequire } from './bundle-plugins.ts';
import { droppableShapes } from './droppable-shapes.ts';
import { type BundleSize, formatSizes, measureBundles, overBudget } from './lambda-budget.ts';
import { quickSchemas } from './quick-schemas.ts';
import { shortSourceMap } from './short-source-map.ts';

/**
 * Bundles every `lambdas/<room>/<step>/handler.ts` in one pass to `dist/lambdas/<room>/<step>/index.mjs`.
 *
 * Equal sources give equal bytes, so a function's asset changes only when its code does. Beside each bundle lies a
 * short source map, by which a log tells where an error came from. `dist/lambdas.json` names, per step, the
 * environment variables its contract asks for: the infrastructure wires exactly those.
 */
export interface LambdaManifest {
  readonly steps: Readonly<Record<string, StepEnvironment>>;
}

/** Names of environment variables; an optional one is set where the thing it names exists. */
export interface StepEnvironment {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

export interface BundleResult {
  readonly manifest: LambdaManifest;
  readonly sizes: readonly BundleSize[];
}

export const REPOSITORY_ROOT = dirname(import.meta.dirname);

export async function bundleLambdas(
  options: { readonly root?: string; readonly outputDirectory?: string } = {},
): Promise<BundleResult> {
  const root = options.root ?? REPOSITORY_ROOT;
  const output = options.outputDirectory ?? join(root, 'dist');
  const steps = globSync('lambdas/*/*/handler.ts', { cwd: root })
    .map((path) => path.split('/').slice(1, 3).join('/'))
    .sort();

  const result = await build({
    absWorkingDir: root,
    entryPoints: steps.map((step) => ({ in: `lambdas/${step}/handler.ts`, out: `${step}/index` })),
    outdir: join(output, 'lambdas'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The packages' ES modules: with `main` first, tree shaking finds half as much.
    mainFields: ['module', 'main'],
    // Node's own modules are required, and nothing else is; an ES module has no require of its own.
    banner: { js: 'const require=process.getBuiltinModule;' },
    minify: true,
    define: Object.fromEntries(BROWSER_GLOBALS.map((name) => [name, 'undefined'])),
    alias: {
      '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'env-credential-provider.ts'),
      '@smithy/core/event-streams': join(import.meta.dirname, 'no-event-streams.ts'),
    },
    plugins: [nodeModulesByRequire, droppableShapes, leftOut, quickSchemas, namedClasses],
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });

  for (const file of result.outputFiles) {
    const { path, contents } = file;
    const isMap = path.endsWith('.map');
    writeWhenChanged(path, isMap ? Buffer.from(shortSourceMap(file.text, path, root)) : contents);
  }
  removeStale(join(output, 'lambdas'), steps);

  const manifest = { steps: await readContracts(root, steps) };
  writeWhenChanged(join(output, 'lambdas.json'), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  writeWhenChanged(join(output, 'lambdas.meta.json'), Buffer.from(JSON.stringify(result.metafile)));
  return { manifest, sizes: measureBundles(result.metafile) };
}

const contractSchema = z.looseObject({
  environmentSchema: z.custom<z.ZodObject>((value) => value instanceof z.ZodObject),
});

/** The variables each step's contract names, sorted. @param steps  `<room>/<step>` */
export async function readContracts(root: string, steps: readonly string[]) {
  const entries = await Promise.all(
    steps.map(async (step) => {
      const path = join(root, 'lambdas', step, 'contract.ts');
      const contract = contractSchema.safeParse(await import(pathToFileURL(path).href));
      if (!contract.success) throw new Error(`${path} must export environmentSchema, a Zod object`);
      const variables = Object.entries<z.core.$ZodType>(contract.data.environmentSchema.shape);
      const isOptional = (schema: z.core.$ZodType) => z.safeParse(schema, undefined).success;
      const named = (wanted: boolean) =>
        variables
          .filter(([, schema]) => isOptional(schema) === wanted)
          .map(([name]) => name)
          .sort();
      return [step, { required: named(false), optional: named(true) }] as const;
    }),
  );
  return Object.fromEntries(entries);
}

function writeWhenChanged(path: string, contents: Uint8Array): void {
  try {
    if (readFileSync(path).equals(contents)) return;
  } catch {
    mkdirSync(dirname(path), { recursive: true });
  }
  writeFileSync(path, contents);
}

/** A step that is gone must not stay deployable. */
function removeStale(directory: string, steps: readonly string[]): void {
  const present = new Set(steps);
  for (const folder of globSync('*/*', { cwd: directory })) {
    if (!present.has(folder)) rmSync(join(directory, folder), { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const { sizes } = await bundleLambdas();
  console.log(formatSizes(sizes));
  const over = overBudget(sizes);
  console.log(`${sizes.length} functions bundled, ${over.length} over budget`);
  if (over.length > 0) process.exitCode = 1;
}
