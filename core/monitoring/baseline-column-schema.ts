import * as z from 'zod';
import { countsSchema, numberSchema, numbersSchema } from '#core/number-schemas';
import type { BaselineColumn } from './baseline-column.ts';
import type { ReferenceBins } from './reference-bins.ts';

const referenceBinsSchema: z.ZodType<ReferenceBins> = z.strictObject({
  lowest: numberSchema.nullable(),
  edges: numbersSchema,
  isDiscrete: z.boolean(),
});

/** How a column is stored. Apart from what counts in it, which is also read where no schema library is. */
export const baselineColumnSchema: z.ZodType<BaselineColumn> = z.strictObject({
  name: z.string(),
  bins: referenceBinsSchema,
  counts: countsSchema,
  groups: countsSchema,
  days: z.array(countsSchema),
});
