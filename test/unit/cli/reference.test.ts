import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT } from '#cli/exit-codes';
import { OUTPUT_SCHEMA_FILE, outputJsonSchema } from '#cli/output-schema';
import { runLine } from './support/run-line.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'reference', 'command-line.md'), 'utf8');

/** When this fails: `node cli/output-schema.ts` writes the file anew. */
test('the committed schema is that of the envelope', () => {
  expect(readFileSync(join(ROOT, OUTPUT_SCHEMA_FILE), 'utf8')).toBe(outputJsonSchema());
});

test('the page lists every exit code, and no other', () => {
  const listed = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  expect(listed).toEqual(Object.values(EXIT));
});

test('every command loads beside all others, and the page names every option they share', async () => {
  const { exitCode, out, err } = await runLine(['--help']);
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  const options = [...out.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = '']) => option);
  expect(options.length).toBeGreaterThan(7);
  for (const option of options.filter((each) => !['--help', '--verbose'].includes(each)))
    expect(page).toContain(`\`${option}`);
});
