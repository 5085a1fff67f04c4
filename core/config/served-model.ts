import * as z from 'zod';
import { nameSchema } from './names.ts';
import { servingSchema } from './serving-config.ts';
import { compiledColumns, readingKeys } from './watched-model.ts';

/** Of `model.json`, what requests are answered and captured by. Callers wait for a function that starts. */
export const servedModelSchema = z.object({
  name: nameSchema,
  dataset: nameSchema,
  ...compiledColumns,
  serving: servingSchema,
  monitoring: z.object(readingKeys),
});

export type ServedModel = z.infer<typeof servedModelSchema>;
