import * as z from 'zod';
import { columnNameSchema, nameSchema } from './names.ts';

/**
 * `dataset.yaml`: what a dataset is and what every upload to it must satisfy.
 *
 * Columns are listed in the order of the file. `key`, `eventTime` and `labels` name columns of the list; every
 * other column is a feature, in this order. A file may bring its columns in any order: they are matched by name.
 */
const columnSchema = z.strictObject({
  name: columnNameSchema,
  type: z.enum(['string', 'integer', 'number', 'boolean', 'timestamp']),
  /** Default false: an empty cell is a breach. */
  nullable: z.boolean().default(false),
  /** Inclusive bounds, for integer and number. */
  range: z.strictObject({ minimum: z.number().optional(), maximum: z.number().optional() }).optional(),
  /** The only values a string column may hold. */
  domain: z.array(z.string()).min(1).max(1000).optional(),
  sensitivity: z.enum(['none', 'personal', 'secret']).default('none'),
});

export const datasetConfigSchema = z.strictObject({
  name: nameSchema,
  description: z.string().max(500).default(''),
  owner: z.string().min(1).max(100),
  /**
   * What people upload: csv (default), jsonl (one object a line), parquet, or any of them, told apart by their first
   * bytes. CSV and JSON Lines may be packed with gzip or zstandard. Rows that come from labels are CSV in any case.
   */
  format: z.enum(['csv', 'jsonl', 'parquet', 'any']).default('csv'),
  /** What separates the cells of a CSV file; a comma when absent. */
  delimiter: z.enum([',', ';', '\t', '|']).optional(),
  /** append: each upload adds rows. replace: each upload is the whole dataset. */
  mode: z.enum(['append', 'replace']).default('append'),
  key: z.array(columnNameSchema).min(1).max(5),
  /** A timestamp column: ISO 8601, UTC. */
  eventTime: columnNameSchema,
  labels: z.array(columnNameSchema).max(20).default([]),
  columns: z.array(columnSchema).min(2).max(2000),
  volume: z
    .strictObject({
      minimumRows: z.int().min(1).default(1),
      maximumRows: z.int().min(1).default(10_000_000),
    })
    .prefault({}),
  /** Newest event time of an upload may be at most this old when it lands; off when absent. */
  freshness: z.strictObject({ maximumAgeDays: z.int().min(1) }).optional(),
  /** Rules between two columns of one row, e.g. { left: dep, operator: "<=", right: arr }. */
  crossColumn: z
    .array(
      z.strictObject({
        left: columnNameSchema,
        operator: z.enum(['<', '<=', '==', '!=', '>=', '>']),
        right: columnNameSchema,
      }),
    )
    .default([]),
  /**
   * reject (default): one breach quarantines the upload. quarantine-rows: breaching rows are set aside and the
   * rest is committed, up to `maximumRejectedPercent`. warn: breaches are recorded only.
   */
  onBreach: z.enum(['reject', 'quarantine-rows', 'warn']).default('reject'),
  maximumRejectedPercent: z.number().min(0).max(100).default(5),
  /** How long superseded objects are kept. */
  retentionDays: z.int().min(1).max(3650).default(365),
});

export type DatasetConfig = z.infer<typeof datasetConfigSchema>;
export type ColumnConfig = DatasetConfig['columns'][number];
