import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configJsonSchemas, documentJsonSchemas, SCHEMA_DIRECTORY } from '#lib/config/json-schema';

/** When this fails: `node lib/config/json-schema.ts` writes the files anew. */
it.each([...configJsonSchemas(), ...documentJsonSchemas()])('%s is what the parser accepts', (file, text) => {
  expect(readFileSync(join(SCHEMA_DIRECTORY, file), 'utf8')).toBe(text);
});

it('names the keys of a file and forbids others, so that an editor finds a slip', () => {
  const model = JSON.parse(configJsonSchemas().get('model.schema.json') ?? '{}') as {
    properties: Record<string, unknown>;
    additionalProperties: boolean;
  };
  expect(Object.keys(model.properties)).toContain('retraining');
  expect(model.additionalProperties).toBe(false);
});

it('names what a report may carry, and what it always has', () => {
  const report = JSON.parse(documentJsonSchemas().get('schemas/window-report.schema.json') ?? '{}') as {
    properties: Record<string, unknown>;
    required: readonly string[];
  };
  expect(Object.keys(report.properties)).toEqual(
    expect.arrayContaining(['season', 'estimate', 'concept', 'bias', 'history', 'policy']),
  );
  expect(report.required).toEqual(
    expect.arrayContaining(['status', 'features', 'coverage', 'methodVersion']),
  );
  expect(report.required).not.toContain('policy');
});
