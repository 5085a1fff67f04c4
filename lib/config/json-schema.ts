import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { modelConfigSchema } from '#core/config/model-config';

/** Where the generated files are, from the root of the repository. */
export const SCHEMA_DIRECTORY = 'docs/reference';

/**
 * JSON Schemas of dataset.yaml and model.yaml, by file name. An editor checks and completes a file by them when its
 * first line is `# yaml-language-server: $schema=<path to the schema>`.
 */
export function configJsonSchemas(): ReadonlyMap<string, string> {
  const files = [
    ['dataset.schema.json', 'dataset.yaml', datasetConfigSchema],
    ['model.schema.json', 'model.yaml', modelConfigSchema],
  ] as const;
  return new Map(
    files.map(([file, title, schema]) => {
      const body = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
      return [file, `${JSON.stringify({ ...body, title }, null, 2)}\n`];
    }),
  );
}

if (import.meta.main) {
  mkdirSync(SCHEMA_DIRECTORY, { recursive: true });
  for (const [file, text] of configJsonSchemas()) writeFileSync(join(SCHEMA_DIRECTORY, file), text);
}
