import * as z from 'zod';

/** What ProfileDataset writes down for the steps after it. */
const breachSchema = z.strictObject({
  code: z.enum(['null', 'type', 'range', 'domain', 'cross-column', 'duplicate-key']),
  column: z.string(),
  received: z.string(),
  allowed: z.string(),
  row: z.int(),
  line: z.int(),
});

const columnProfileSchema = z.strictObject({
  name: z.string(),
  count: z.int(),
  missing: z.int(),
  numeric: z
    .strictObject({ minimum: z.number(), maximum: z.number(), mean: z.number(), m2: z.number() })
    .exactOptional(),
  values: z.array(z.tuple([z.string(), z.int()])).exactOptional(),
});

export const datasetProfileSchema = z.strictObject({
  rows: z.int(),
  minEventTime: z.string(),
  maxEventTime: z.string(),
  columns: z.array(columnProfileSchema),
});

export const profiledUploadSchema = z.strictObject({
  facts: z.strictObject({
    rows: z.int(),
    goodRows: z.int(),
    rejectedRows: z.int(),
    missingColumns: z.array(z.string()),
    extraColumns: z.array(z.string()),
    failure: z
      .strictObject({
        reason: z.string(),
        line: z.int(),
        column: z.string().exactOptional(),
        detail: z.string(),
      })
      .exactOptional(),
    breaches: z.array(breachSchema),
    breachCounts: z.record(z.string(), z.int()),
    maxEventTime: z.string(),
    labelled: z.record(z.string(), z.int()),
  }),
  profile: datasetProfileSchema,
  /** SHA-256 of the canonical rows. */
  sha256: z.string(),
  rowsKey: z.string(),
  keysKey: z.string(),
  normalised: z.array(z.string()),
  isReordered: z.boolean(),
});
export type ProfiledUpload = z.infer<typeof profiledUploadSchema>;
