import * as z from 'zod';
import { uploadSchema } from './upload.ts';

/** One reason as it is stored and printed. */
export const reasonSchema = z.strictObject({
  code: z.string(),
  row: z.int().exactOptional(),
  line: z.int().exactOptional(),
  column: z.string().exactOptional(),
  received: z.string(),
  allowed: z.string(),
  fix: z.string(),
});

/** What ValidateDataset, or CommitDataset when it came second, writes down for the step after it. */
export const verdictSchema = z.strictObject({
  verdict: z.enum(['accept', 'quarantine']),
  reasons: z.array(reasonSchema),
  /** The version whose keys the upload's were compared with; 0 before the first. */
  comparedWith: z.int(),
});

/** The registry's UPLOAD#<id> item: every object that landed has exactly one. */
export const uploadRecordSchema = uploadSchema.extend({
  status: z.enum(['claimed', 'committed', 'duplicate', 'quarantined']),
  claimedAt: z.string(),
  endedAt: z.string().exactOptional(),
  /** The version it became, or, for a duplicate, the one that holds the same content. */
  version: z.int().exactOptional(),
  reasons: z.array(reasonSchema).exactOptional(),
  reportKey: z.string().exactOptional(),
});
export type UploadRecord = z.infer<typeof uploadRecordSchema>;

/** The registry's item of a dataset version. */
export const datasetVersionSchema = z.strictObject({
  version: z.int(),
  parent: z.int(),
  manifestKey: z.string(),
  sha256: z.string(),
  rows: z.int(),
  rejectedRows: z.int(),
  totalRows: z.int(),
  minEventTime: z.string(),
  maxEventTime: z.string(),
  uploadId: z.string(),
  schemaHash: z.string(),
  columnOrderHash: z.string(),
  committedAt: z.string(),
});
export type DatasetVersion = z.infer<typeof datasetVersionSchema>;

/** The registry's LATEST item of a dataset. */
export const latestSchema = z.strictObject({
  version: z.int(),
  totalRows: z.int(),
  minEventTime: z.string(),
  maxEventTime: z.string(),
});

/** Reasons of one upload that are kept in the registry; the report in the lake holds all that were collected. */
export const MOST_REASONS = 20;
