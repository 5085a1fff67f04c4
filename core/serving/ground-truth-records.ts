import * as z from 'zod';
import { countSchema, numbersSchema, wholeSchema } from '#core/number-schemas';
import { reasonSchema } from '../data/upload-outcome.ts';
import { identify } from '../registry/identify.ts';
import { waitingRowsSchema } from './waiting-rows.ts';

/** What is written down of labels and of what became of them: registry items and documents in the lake. */

/** One landing object of labels. Its identity is bucket, key and version, so that an event that repeats is the same one. */
export const labelsRecordSchema = z.strictObject({
  labelsId: z.string(),
  model: z.string(),
  bucket: z.string(),
  key: z.string(),
  versionId: z.string().exactOptional(),
  etag: z.string(),
  sizeBytes: countSchema,
  /** waiting: for the first join, or, after it, for captures of some rows. */
  status: z.enum(['waiting', 'joined', 'quarantined']),
  /** When it landed, as far as S3's event tells, else when the event was read. */
  receivedAt: z.iso.datetime(),
  /** Rows that carry at least one label; each row id counts once. */
  rows: countSchema,
  /** Label columns of the dataset that the file carries. */
  columns: z.array(z.string()),
  /** Rows that came again: with the same values, and with others. */
  duplicates: countSchema,
  contradictions: countSchema,
  /** Quarantined: why. Otherwise the first contradictions, by line. */
  reasons: z.array(reasonSchema).exactOptional(),
  reportKey: z.string().exactOptional(),
  endedAt: z.iso.datetime().exactOptional(),
  /** The last join that took the file, its event time, and that of the first. */
  joinId: z.string().exactOptional(),
  lastJoinAsOf: z.string().exactOptional(),
  firstJoinAsOf: z.string().exactOptional(),
  /** Rows of the file that became joined rows, that wait for their capture, and that no capture came for in time. */
  matched: countSchema.exactOptional(),
  waitingRows: countSchema.exactOptional(),
  unknownRows: countSchema.exactOptional(),
  /** Rows that brought other labels of the dataset, but none of this model. */
  withoutOwnLabel: countSchema.exactOptional(),
});
export type LabelsRecord = z.infer<typeof labelsRecordSchema>;

/** One join of a model: pinned by its label files, later completed. */
export const joinRecordSchema = z.strictObject({
  joinId: z.string(),
  status: z.enum(['joining', 'joined']),
  /** The label files it takes, oldest first. */
  labels: z.array(z.string()),
  asOf: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().exactOptional(),
  labelFiles: countSchema,
  /** Joined rows. */
  rows: countSchema,
  /** Rows that no capture knows: they wait for the next join, or have waited long enough. */
  waitingRows: countSchema.exactOptional(),
  unknownRows: countSchema,
  duplicates: countSchema,
  contradictions: countSchema,
  /** Joined rows that the dataset could not take, and why: the first of each kind. */
  leftOutRows: countSchema.exactOptional(),
  reasons: z.array(reasonSchema).exactOptional(),
  /** Where the labelled rows went, and as which upload; empty when none went anywhere. */
  dataset: z.string(),
  uploadId: z.string(),
});
export type JoinRecord = z.infer<typeof joinRecordSchema>;

/** The one join of a model that is under way or was the last. */
export const currentJoinSchema = z.strictObject({ joinId: z.string() });

/** Answers and what turned out, row by row: what quality is computed from. */
export const joinedRowsSchema = z.strictObject({
  rowIds: z.array(z.string()),
  predictions: numbersSchema,
  /** The model's own label; 0 or 1 where the problem is binary. */
  labels: numbersSchema,
  /**
   * Cells of the columns that `monitoring.bias` names, one a row; null where the row has other columns. Beside the
   * captures they lie in the lake only; rows that were joined before have none.
   */
  sensitive: z.record(z.string(), z.array(z.string().nullable())).exactOptional(),
});
export type JoinedRows = z.infer<typeof joinedRowsSchema>;

/** Joined rows that are no rows of the dataset: all of them counted, the first of them named, each kind explained. */
export const leftOutSchema = z.strictObject({
  rows: countSchema,
  first: z.array(z.strictObject({ rowId: z.string(), code: z.string(), column: z.string() })),
  reasons: z.array(reasonSchema),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

/** What matching found out, written once before anything follows from it: a repeat reads it instead of matching again. */
export const joinPlanSchema = z.strictObject({
  joinId: z.string(),
  files: z.array(
    z.strictObject({
      labelsId: z.string(),
      matched: countSchema,
      waitingRows: countSchema,
      unknownRows: countSchema,
      duplicates: countSchema,
      contradictions: countSchema,
      withoutOwnLabel: countSchema,
      /** Why the file cannot be joined any more although it was accepted: it is gone, or the dataset changed. */
      reasons: z.array(reasonSchema).exactOptional(),
    }),
  ),
  groups: z.array(joinedRowsSchema.extend({ version: wholeSchema, bucketStart: z.string() })),
  /** Rows that no capture knows yet. */
  waiting: waitingRowsSchema,
  /** The first rows that no capture came for in time, and the first whose label another file says otherwise. */
  unknown: z.array(z.string()),
  contradictions: z.array(z.strictObject({ rowId: z.string(), labelsId: z.string() })),
  /** The dataset that gets the labelled rows, or empty; and its rows as lines of CSV. */
  dataset: z.string(),
  header: z.string(),
  lines: z.array(z.string()),
  leftOut: leftOutSchema,
});
export type JoinPlan = z.infer<typeof joinPlanSchema>;
export type JoinedFile = JoinPlan['files'][number];

/** The aggregate that keeps what landed for models nobody declared: as a model, its name would list as one. */
export const UNKNOWN_MODEL = { kind: 'dataset', name: 'unknown' } as const;

export const LABELS_ITEM_PREFIX = 'LABELS#';
export const CURRENT_JOIN_KEY = 'CURRENT-JOIN';

export function labelsKey(labelsId: string): string {
  return `${LABELS_ITEM_PREFIX}${labelsId}`;
}

export function joinKey(joinId: string): string {
  return `JOIN#${joinId}`;
}

export function labelsIdOf(facts: Pick<LabelsRecord, 'bucket' | 'key' | 'versionId' | 'etag'>): string {
  return identify('lb', { bucket: facts.bucket, key: facts.key, version: facts.versionId ?? facts.etag });
}

/** The same label files after the same joins give the same join, in whatever order they are named. */
export function joinIdOf(model: string, files: readonly Pick<LabelsRecord, 'labelsId' | 'joinId'>[]): string {
  const labels = files.map(({ labelsId, joinId }) =>
    joinId === undefined ? labelsId : `${labelsId}@${joinId}`,
  );
  return identify('jn', { model, labels: labels.sort() });
}

/**
 * The model a landing key brings labels of.
 * @example modelOfLabelKey('_labels/air-time/2013-04-01.csv') // 'air-time'
 */
export function modelOfLabelKey(key: string): string {
  return /^_labels\/([^/]+)\/./.exec(key)?.[1] ?? '';
}

export function isLabelKey(key: string): boolean {
  return key.startsWith('_labels/');
}

/** Below it lie the joined rows of all versions and buckets of a model. */
export function joinedPrefix(model: string): string {
  return `joined/${model}/`;
}

export interface JoinedAddress {
  readonly model: string;
  readonly version: number;
  /** Start of the bucket to the hour, UTC: `2013-04-01T00`. */
  readonly bucketStart: string;
  readonly joinId: string;
}

/** @example joinedKey({ model: 'a', version: 2, bucketStart: '2013-04-01T00', joinId: 'jn-1' }) // 'joined/a/v2/2013-04-01T00/jn-1.json' */
export function joinedKey({ model, version, bucketStart, joinId }: JoinedAddress): string {
  return `${joinedPrefix(model)}v${version}/${bucketStart}/${joinId}.json`;
}

const JOINED_KEY = /^joined\/([^/]+)\/v([1-9]\d*)\/(\d{4}-\d\d-\d\dT\d\d)\/([^/]+)\.json$/;

/** @returns `undefined` for a key of another kind */
export function parseJoinedKey(key: string): JoinedAddress | undefined {
  const [, model, version, bucketStart, joinId] = JOINED_KEY.exec(key) ?? [];
  if (model === undefined || bucketStart === undefined || joinId === undefined) return undefined;
  return { model, version: Number(version), bucketStart, joinId };
}

export function labelledKey(model: string, joinId: string): string {
  return `labelled/${model}/${joinId}.csv`;
}

export function joinPlanKey(model: string, joinId: string): string {
  return `labels/${model}/joins/${joinId}.json`;
}

export function waitingKey(model: string, joinId: string): string {
  return `labels/${model}/waiting/${joinId}.json`;
}

export function unmatchedKey(model: string, joinId: string): string {
  return `labels/${model}/unmatched/${joinId}.json`;
}

export function labelsReportKey(model: string, labelsId: string): string {
  return `labels/${model}/quarantine/${labelsId}.json`;
}
