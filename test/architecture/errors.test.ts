import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatErrorCatalogue, readErrorCatalogue } from '#build/error-catalogue';
import { describeError, GyreError } from '#core/errors';

const ROOT = join(import.meta.dirname, '..', '..');
const entries = readErrorCatalogue(ROOT);

/** The hundreds that each room's errors lie in. */
const ROOM_DIGITS: readonly (readonly [RegExp, string])[] = [
  [/^core\/config\/|^lib\//, '1'],
  [/^core\/data\//, '2'],
  [/^core\/registry\//, '3'],
  [/^core\/training\//, '4'],
  [/^core\/deployment\//, '5'],
  [/^core\/serving\//, '6'],
  [/^core\/monitoring\//, '7'],
  [/^core\/retraining\//, '8'],
  [/^(core\/[^/]+\.ts|lambdas\/common\/|local\/|cli\/|adapters\/|build\/|study\/)/, '9'],
];

/** What Lambda, Step Functions and its integrations throw by themselves. */
const SERVICE_ERROR =
  /^((States|Lambda|SageMaker|StepFunctions|S3|DynamoDB|Events|Sqs|Sns)\.\w+|Runtime\.ExitError|Sandbox\.Timedout)$/;

test('finds the errors of the tree', () => {
  expect(entries.length).toBeGreaterThan(25);
  const sources = globSync('{core,adapters,lambdas,lib,local,cli,build}/**/*.ts', { cwd: ROOT }).map((file) =>
    readFileSync(join(ROOT, file), 'utf8'),
  );
  const codes = new Set(sources.flatMap((source) => source.match(/'GYRE-\d{3}'/g) ?? []));
  const listed = new Set(entries.map(({ code }) => `'${code}'`));
  expect([...codes].filter((code) => !listed.has(code))).toEqual([]);
});

test('docs/errors.md says what the sources say (mend: node build/error-catalogue.ts)', () => {
  expect(readFileSync(join(ROOT, 'docs', 'errors.md'), 'utf8')).toBe(formatErrorCatalogue(entries));
});

test('no two errors share a code or a name', () => {
  for (const field of ['code', 'name'] as const) {
    const seen = entries.map((entry) => entry[field]);
    expect(seen.filter((value, index) => seen.indexOf(value) !== index)).toEqual([]);
  }
});

test.each(entries)(
  '$code $className is named as its class, says when it is thrown, and lies in its room',
  (entry) => {
    expect(entry.name).toBe(entry.className);
    expect(entry.code).toMatch(/^GYRE-\d{3}$/);
    expect(entry.summary).not.toBe('');
    const digit = ROOM_DIGITS.find(([folder]) => folder.test(entry.file))?.[1];
    expect(entry.code.charAt('GYRE-'.length)).toBe(digit);
  },
);

test('every error that a state machine retries or catches is one of Gyre or of a service', () => {
  const known = new Set(entries.map(({ name }) => name));
  const unknown = globSync('statemachines/*.asl.json', { cwd: ROOT }).flatMap((file) => {
    const names = [
      ...readFileSync(join(ROOT, file), 'utf8').matchAll(/"ErrorEquals":\s*\[([^\]]*)\]/g),
    ].flatMap(([, list = '']) => [...list.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name));
    return names
      .filter((name) => !SERVICE_ERROR.test(name) && !known.has(name))
      .map((name) => `${file}: ${name}`);
  });
  expect(unknown).toEqual([]);
});

test('every error prints its four facts, and a fix always', () => {
  class ExampleError extends GyreError {
    override readonly name = 'ExampleError';
    override readonly code = 'GYRE-000';
  }
  const all = new ExampleError('it is so', { where: 'a', received: 'b', allowed: 'c', fix: 'do d' });
  expect(describeError(all).split('\n')).toEqual([
    'GYRE-000 it is so',
    '  where     a',
    '  received  b',
    '  allowed   c',
    '  Fix: do d',
  ]);
  expect(describeError(new ExampleError('it is so', { fix: 'do d' }))).toBe('GYRE-000 it is so\n  Fix: do d');
});
