import * as z from 'zod';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  CAPTURE_BUCKET: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  REPORTS_BUCKET: z.string().min(1),
  /** Children of a map at once. */
  MAP_CONCURRENCY: z.coerce.number().int().min(1).max(1000),
});

const hourSchema = z.string().regex(/^\d{4}-\d\d-\d\dT([01]\d|2[0-3])$/);

export const inputSchema = z.strictObject({
  /** Hours of the captures' folders, UTC, half-open. */
  from: hourSchema,
  to: hourSchema,
  /** Whose captures, however they are read otherwise; null: of every version that reads by the hour. */
  models: z.array(z.string().min(1)).min(1).nullable(),
});

export const outputSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('nothing') }),
  z.strictObject({
    status: z.enum(['inline', 'map']),
    planId: z.string(),
    bucket: z.string(),
    /** One batch a line. */
    manifest: z.string(),
    /** Where the map writes its own account. */
    results: z.string(),
    /** Manifests of the merges, level by level. */
    merges: z.array(z.string()).min(1),
    batches: z.int(),
    objects: z.int(),
    plainBytes: z.number(),
    concurrency: z.int(),
  }),
]);
