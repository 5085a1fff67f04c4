import * as z from 'zod';
import type { BaselineColumn } from './baseline-column.ts';
import type { ReferenceBins } from './reference-bins.ts';

const referenceBinsSchema: z.ZodType<ReferenceBins> = z.strictObject({
  lowest: z.number().nullable(),
  edges: z.array(z.number()),
  isDiscrete: z.boolean(),
});

/** How a column is stored. Apart from what counts in it, which is also read where no schema library is. */
export const baselineColumnSchema: z.ZodType<BaselineColumn> = z.strictObject({
  name: z.string(),
  bins: referenceBinsSchema,
  counts: z.array(z.int().min(0)),
  groups: z.array(z.int().min(0)),
  days: z.array(z.array(z.int().min(0))),
});
