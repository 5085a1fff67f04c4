import * as z from 'zod';
import { compiledColumns } from './compiled-columns.ts';
import { nameSchema } from './names.ts';
import { answerColumnSchema, readingKeys } from './reading-keys.ts';

/**
 * Of `model.json`, what captures are read by. Functions that read them start often, and the schemas of all sections
 * are half of what they would make at each start.
 */
export const watchedModelSchema = z.object({
  name: nameSchema,
  ...compiledColumns,
  serving: z.object({ answerColumn: answerColumnSchema }),
  monitoring: z.object(readingKeys),
});

export type WatchedModel = z.infer<typeof watchedModelSchema>;
