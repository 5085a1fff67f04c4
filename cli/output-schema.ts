/** The JSON Schema of what `--json` prints, as committed for programs that read it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { envelopeSchema } from './output.ts';

/** From the root of the repository. */
export const OUTPUT_SCHEMA_FILE = 'docs/reference/output.schema.json';

export function outputJsonSchema(): string {
  const body = z.toJSONSchema(envelopeSchema);
  return `${JSON.stringify({ ...body, title: 'gyre --json' }, undefined, 2)}\n`;
}

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, '..', OUTPUT_SCHEMA_FILE), outputJsonSchema());
}
