import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const versions = z.record(z.string(), z.string());
const manifest = z
  .object({
    dependencies: versions,
    devDependencies: versions,
    optionalDependencies: versions,
    scripts: versions,
  })
  .parse(JSON.parse(read('package.json')));
const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string().optional(),
        integrity: z.string().optional(),
        license: z.string().optional(),
        dev: z.boolean().optional(),
        inBundle: z.boolean().optional(),
        hasInstallScript: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(read('package-lock.json'))).packages;
const installed = Object.entries(lock).filter(([path]) => path !== '');

describe('S-01 a package that was hijacked an hour ago', () => {
  test('has no install script to run: they are off for everybody', () => {
    expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true');
    const lifecycle = Object.keys(manifest.scripts).filter((name) =>
      /^(pre|post)?(install|prepare)$/.test(name),
    );
    expect(lifecycle).toEqual([]);
  });

  test('comes in neither by a range nor under a version whose content changed', () => {
    const direct = {
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    };
    expect(Object.entries(direct).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    const unchecked = installed.filter(
      ([, { integrity, inBundle }]) => inBundle !== true && integrity?.startsWith('sha512-') !== true,
    );
    expect(unchecked.map(([path]) => path)).toEqual([]);
  });

  test('waits seven days before the lock file takes it', () => {
    expect(manifest.scripts['lock']).toContain('--min-release-age=7');
  });
});

test('S-03 actions are named by commit, and no image by a tag that moves', () => {
  const uses = globSync('.github/workflows/*.yml', { cwd: ROOT }).flatMap((file) =>
    [...read(file).matchAll(/uses:\s*(\S+)/g)].map(([, action = '']) => action),
  );
  expect(uses.length).toBeGreaterThan(0);
  expect(uses.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  const sources = globSync('{lib,bin,local,containers,build}/**/*.{ts,py,sh}', { cwd: ROOT });
  expect(sources.filter((file) => /[\w-]:latest\b/.test(read(file)))).toEqual([]);
});

test('S-05 nothing is depended on that is not on this list', () => {
  expect(
    Object.keys(manifest.dependencies).filter((name) => !/^@aws-sdk\/(client-|util-)/.test(name)),
  ).toEqual([
    '@aws-lambda-powertools/batch',
    '@aws-lambda-powertools/logger',
    '@aws-lambda-powertools/metrics',
    '@middy/core',
    '@smithy/signature-v4',
    'aws-cdk-lib',
    'canonicalize',
    'commander',
    'constructs',
    'csv-parse',
    'hyparquet',
    'tar-stream',
    'yaml',
    'zod',
  ]);
  // Each is locked under its own name: `npm:other@1` would bring another package.
  for (const [name, version] of Object.entries(manifest.dependencies))
    expect(lock[`node_modules/${name}`]?.version).toBe(version);
});

test('S-09 what is shipped has a licence that may be combined with Apache-2.0', () => {
  const allowed = [
    'Apache-2.0',
    'MIT',
    'MIT-0',
    'ISC',
    '0BSD',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'BlueOak-1.0.0',
  ];
  const isAllowed = (license: string) =>
    license
      .replace(/[()]/g, '')
      .split(' OR ')
      .some((choice) => allowed.includes(choice));
  const shipped = installed.filter(([, { dev }]) => dev !== true);
  expect(shipped.length).toBeGreaterThan(50);
  expect(shipped.filter(([, { license }]) => !isAllowed(license ?? 'none')).map(([path]) => path)).toEqual(
    [],
  );
});

/** What keys look like at those who give them out. */
const SECRETS: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /-----BEGIN (?:RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY-----/,
  /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\bxox[abprs]-[A-Za-z0-9-]{20,}/,
  /aws_secret_access_key\s*[=:]\s*['"]?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/i,
];

describe('S-08 a secret that is committed', () => {
  const secretsIn = (text: string) => SECRETS.filter((pattern) => pattern.test(text));

  test('is not in any file of the tree', () => {
    const files = trackedFiles().filter((file) => statSync(join(ROOT, file)).size < 1_000_000);
    expect(files.length).toBeGreaterThan(300);
    // Examples of the vendor's own documentation are no secrets.
    expect(
      files.filter((file) => secretsIn(read(file).replaceAll(/A[KS]IA\w{9}EXAMPLE/g, '')).length > 0),
    ).toEqual([]);
  });

  test.each([
    ['AKIA', 'Z2'.repeat(8)],
    ['-----BEGIN PRIVATE', ' KEY-----'],
    ['ghp_', 'a1'.repeat(18)],
    ['npm_', 'b2'.repeat(18)],
    ['aws_secret_access_key = ', 'c3D/'.repeat(10)],
  ])('%s… is found', (begin, rest) => {
    expect(secretsIn(`x ${begin}${rest} y`)).toHaveLength(1);
  });
});

/** Files of the repository; in a copy without its history, everything but what is made. */
function trackedFiles(): readonly string[] {
  try {
    const listed = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' });
    return listed
      .split('\0')
      .filter((file) => file !== '' && statSync(join(ROOT, file), { throwIfNoEntry: false })?.isFile());
  } catch {
    const isMade = (name: string) => ['node_modules', 'dist', '.gyre', '.venv', '.git'].includes(name);
    return globSync('**/*', { cwd: ROOT, exclude: (name) => isMade(name) }).filter((file) =>
      statSync(join(ROOT, file)).isFile(),
    );
  }
}

/** Ways to turn bytes into code that runs. */
const DESERIALIZERS =
  /\b(?:pickle|cPickle|cloudpickle|joblib|dill|marshal|shelve)\b|allow_pickle\s*=\s*True|torch\.load|yaml\.(?:unsafe_)?load\b|\beval\(/;

test('H-01 no program of the platform turns stored bytes into code', () => {
  const programs = globSync('{core,adapters,lambdas,lib,local,containers,cli,bin,build}/**/*.{ts,mjs,py}', {
    cwd: ROOT,
    exclude: ['**/node_modules/**', '**/.venv/**'],
  });
  expect(programs.filter((file) => file.endsWith('.py')).length).toBeGreaterThan(10);
  const code = (file: string) => read(file).replaceAll(/^\s*(?:#|\/\/|\*|\/\*).*$/gm, '');
  expect(programs.filter((file) => DESERIALIZERS.test(code(file)))).toEqual([]);
});
