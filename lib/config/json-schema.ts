import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { modelConfigSchema } from '#core/config/model-config';
import { windowReportSchema } from '#core/monitoring/window-report';
import { evidenceDocumentSchema } from '#core/training/evidence-document';

/** Where the generated files are, from the root of the repository. */
export const SCHEMA_DIRECTORY = 'docs/reference';

/**
 * JSON Schemas of dataset.yaml and model.yaml, by file name. An editor checks and completes a file by them when its
 * first line is `# yaml-language-server: $schema=<path to the schema>`.
 */
export function configJsonSchemas(): ReadonlyMap<string, string> {
  return schemaFiles([
    ['dataset.schema.json', 'dataset.yaml', datasetConfigSchema],
    ['model.schema.json', 'model.yaml', modelConfigSchema],
  ]);
}

/** JSON Schemas of what Gyre writes for others to read: reports of windows, evidence of contests. */
export function documentJsonSchemas(): ReadonlyMap<string, string> {
  return schemaFiles([
    [
      'schemas/window-report.schema.json',
      'Report of a drift window or a judgement of quality',
      windowReportSchema,
    ],
    ['schemas/contest-evidence.schema.json', 'Evidence of a contest (evidence.json)', evidenceDocumentSchema],
  ]);
}

/** As a file stands: before defaults are filled in, and with null where JSON has no number. */
function schemaFiles(files: readonly (readonly [file: string, title: string, schema: z.ZodType])[]) {
  return new Map(
    files.map(([file, title, schema]) => {
      const body = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
      return [file, `${JSON.stringify({ ...body, title }, null, 2)}\n`];
    }),
  );
}

if (import.meta.main) {
  mkdirSync(join(SCHEMA_DIRECTORY, 'schemas'), { recursive: true });
  for (const [file, text] of [...configJsonSchemas(), ...documentJsonSchemas()])
    writeFileSync(join(SCHEMA_DIRECTORY, file), text);
}
