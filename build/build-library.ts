/**
 * Builds `gyre/drift` into dist/library, a package of its own: one ES module without any dependency, its types, the
 * licence and the documentation. `npm run pack:library` packs it.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, type Metafile } from 'esbuild';
import * as z from 'zod';
import { emitTypes } from './library-types.ts';

const ROOT = dirname(import.meta.dirname);
const ENTRY = 'library/drift.ts';
/** The oldest that the package says it runs on. */
const TARGET = 'node20.19';
/** What the library is made of: a source outside of these, or a package, has no place in it. */
const SOURCES = /^(?:library|core)\/.+\.ts$/;
const NODE_MODULES = /^node:(?:buffer|crypto)$/;

export interface LibraryBuild {
  /** The package: what `npm pack` takes. */
  readonly folder: string;
  readonly metafile: Metafile;
  /** Of the module. */
  readonly bytes: number;
}

/** @param folder where the package goes. Default: dist/library */
export async function buildLibrary(folder: string = join(ROOT, 'dist/library')): Promise<LibraryBuild> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { metafile, outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [ENTRY],
    outfile: join(folder, 'drift.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: TARGET,
    // Names stay as they are written: errors and stack traces are read by people.
    keepNames: true,
    charset: 'utf8',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const strangers = strangersIn(metafile);
  if (strangers.length > 0) throw new Error(`the library must not depend on ${strangers.join(', ')}`);
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  const types = emitTypes(ROOT, ENTRY);
  for (const [path, text] of types.files) {
    mkdirSync(dirname(join(folder, 'types', path)), { recursive: true });
    writeFileSync(join(folder, 'types', path), text);
  }
  copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  copyFileSync(join(ROOT, 'docs/library.md'), join(folder, 'README.md'));
  writeFileSync(join(folder, 'package.json'), packageText(types.entry));
  return { folder, metafile, bytes: outputFiles[0]?.contents.length ?? 0 };
}

/** Sources and imports that the library may not have: those of AWS, of adapters, any package. */
export function strangersIn({ inputs, outputs }: Metafile): readonly string[] {
  const sources = Object.keys(inputs).filter((path) => !SOURCES.test(path));
  const imports = Object.values(outputs).flatMap((output) =>
    output.imports.map(({ path }) => path).filter((path) => !NODE_MODULES.test(path)),
  );
  return [...new Set([...sources, ...imports])];
}

const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  engines: z.record(z.string(), z.string()),
});

/** The project's own manifest has the dependencies of the platform: whoever installs the library needs none of them. */
function packageText(types: string): string {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  const { name, version, license, engines } = manifest;
  const exports = {
    './drift': { types: `./types/${types}`, default: './drift.js' },
    './package.json': './package.json',
  };
  const description =
    'Data drift: baselines, mergeable sketches of rows and captured calls, calibrated verdicts.';
  const own = { name, version, description, license, type: 'module', sideEffects: false, engines, exports };
  return `${JSON.stringify(own, undefined, 2)}\n`;
}

if (import.meta.main) {
  const { folder, bytes } = await buildLibrary();
  console.log(`${relative(ROOT, folder)}: gyre/drift, ${Math.round(bytes / 1000)} KB, no dependencies`);
}
