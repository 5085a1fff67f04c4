import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import * as divergence from '#core/monitoring/divergence/divergence';
import * as moments from '#core/monitoring/divergence/moments';

/** Every `@example f(1) // 2` in core is run. */
const ROOT = join(import.meta.dirname, '../..');
const EXAMPLE = /@example (.+) \/\/ (.+?)(?: \*\/)?$/gm;

/** Folders of one algorithm a file: none is without an example. */
const ALGORITHMS = 'core/{statistics,monitoring/{divergence,online}}/*.ts';

const examples = globSync('core/**/*.ts', { cwd: ROOT })
  .toSorted()
  .flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(EXAMPLE)].map(([, expression = '', value = '']) => ({
      ...{ file, expression, value },
    })),
  );

test.each(globSync(ALGORITHMS, { cwd: ROOT }).toSorted())('%s has an example', (file) => {
  expect(examples.filter((example) => example.file === file)).not.toEqual([]);
});

test.each(examples)('$expression is $value', async ({ file, expression, value }) => {
  const exports = (await import(pathToFileURL(join(ROOT, file)).href)) as Record<string, unknown>;
  const context = createContext({ ...divergence, ...moments, ...exports });
  const evaluate = (text: string): unknown => JSON.stringify(runInContext(`(${text})`, context));
  expect(evaluate(expression)).toBe(evaluate(value));
});
