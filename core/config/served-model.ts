import * as z from 'zod';
import { compiledColumns } from './compiled-columns.ts';
import { nameSchema } from './names.ts';
import { readingKeys } from './reading-keys.ts';
import { servingSchema } from './serving-config.ts';

/** Of `model.json`, what requests are answered and captured by. Callers wait for a function that starts. */
export const servedModelSchema = z.object({
  name: nameSchema,
  dataset: nameSchema,
  ...compiledColumns,
  serving: servingSchema,
  monitoring: z.object(readingKeys),
});

export type ServedModel = z.infer<typeof servedModelSchema>;
