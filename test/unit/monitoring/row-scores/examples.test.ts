import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../../..');
const EXAMPLE = /@example (.+) \/\/ (.+?)(?: \*\/)?$/gm;

const files = globSync('core/monitoring/{row-cells.ts,row-scores/*.ts}', { cwd: ROOT }).toSorted();
const examples = files.flatMap((file) =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(EXAMPLE)].map(([, expression = '', value = '']) => ({
    ...{ file, expression, value },
  })),
);

test.each(examples)('$expression is $value', async ({ file, expression, value }) => {
  const exports = (await import(pathToFileURL(join(ROOT, file)).href)) as Record<string, unknown>;
  const context = createContext(exports);
  const evaluate = (text: string): unknown => JSON.stringify(runInContext(`(${text})`, context));
  expect(evaluate(expression)).toBe(evaluate(value));
});
