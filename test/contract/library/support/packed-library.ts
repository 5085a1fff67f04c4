import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildLibrary, type LibraryBuild } from '#build/build-library';

export interface Project {
  /** A new user's: nothing is installed in it but what `npm pack` made. */
  readonly folder: string;
  readonly build: LibraryBuild;
}

const MODULES = join(import.meta.dirname, '../../../../node_modules');
/** As whoever is strict with others' types has it. */
const COMPILER_OPTIONS = {
  ...{ target: 'es2022', lib: ['es2022'], module: 'nodenext', moduleResolution: 'nodenext' },
  ...{ strict: true, skipLibCheck: false, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ types: [], outDir: 'out', rootDir: '.' },
};

/** Packs the library and unpacks it where an install would put it. Nothing is fetched. */
export function projectWithLibrary(build: LibraryBuild, folder: string): Project {
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder, '--silent'], {
    ...{ cwd: build.folder, encoding: 'utf8' },
  });
  const installed = join(folder, 'node_modules/gyre');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, packed.trim()), '-C', installed, '--strip-components=1']);
  writeFileSync(join(folder, 'package.json'), '{"name":"consumer","private":true,"type":"module"}');
  return { folder, build };
}

export async function newProject(): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'gyre-library-'));
  return projectWithLibrary(await buildLibrary(join(folder, 'built')), join(folder, makeFolder(folder)));
}

/** Compiles sources of the project. @returns what the compiler says; nothing when all is well */
export function compile(
  { folder }: Project,
  sources: Readonly<Record<string, string>>,
  options: { readonly types?: readonly string[]; readonly skipLibCheck?: boolean } = {},
): string {
  for (const [name, text] of Object.entries(sources)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const include = Object.keys(sources);
  const typeRoots = [join(MODULES, '@types')];
  const compilerOptions = { ...COMPILER_OPTIONS, typeRoots, ...options };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
  const tsc = join(MODULES, 'typescript/bin/tsc');
  try {
    return execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}

/** Runs compiled JavaScript of the project by a Node without options. @returns what it printed */
export function run({ folder }: Project, script: string): string {
  return execFileSync(process.execPath, [join('out', script)], { cwd: folder, encoding: 'utf8' });
}

/** Files of a folder, from there, in order. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

function makeFolder(parent: string): string {
  mkdirSync(join(parent, 'project'));
  return 'project';
}
