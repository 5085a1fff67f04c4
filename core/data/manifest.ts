import * as z from 'zod';
import type { DatasetConfig } from '../config/dataset-config.ts';
import { canonicalJson } from '../registry/canonical-json.ts';
import { sha256Hex } from '../registry/identify.ts';

/** One object of a dataset: canonical CSV, addressed by its SHA-256. */
export const manifestObjectSchema = z.strictObject({
  key: z.string(),
  keysKey: z.string(),
  sha256: z.string(),
  rows: z.int(),
  uploadId: z.string(),
  minEventTime: z.string(),
  maxEventTime: z.string(),
});
export type ManifestObject = z.infer<typeof manifestObjectSchema>;

/** A dataset version as a difference from its parent: what came, what went, what was rejected and why. */
export const manifestSchema = z.strictObject({
  dataset: z.string(),
  version: z.int().min(1),
  parent: z.int().min(0),
  added: z.array(manifestObjectSchema),
  removed: z.array(z.string()),
  rows: z.strictObject({
    in: z.int(),
    out: z.int(),
    rejected: z.int(),
    reasons: z.record(z.string(), z.int()),
  }),
  totalRows: z.int(),
  schemaHash: z.string(),
  columnOrderHash: z.string(),
  contractHash: z.string(),
  normalised: z.array(z.string()),
  source: z.strictObject({
    origin: z.enum(['landing', 'ground-truth']),
    bucket: z.string(),
    key: z.string(),
    versionId: z.string().exactOptional(),
    uploadId: z.string(),
  }),
  committedAt: z.string(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Every object of a version, oldest first. Written each SNAPSHOT_EVERY versions, so that reading stays short. */
export const snapshotSchema = z.strictObject({
  dataset: z.string(),
  version: z.int().min(1),
  objects: z.array(manifestObjectSchema),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

export const SNAPSHOT_EVERY = 100;

function padded(version: number): string {
  return String(version).padStart(6, '0');
}

export function manifestKey(dataset: string, version: number): string {
  return `${dataset}/versions/${padded(version)}/manifest.json`;
}

export function snapshotKey(dataset: string, version: number): string {
  return `${dataset}/versions/${padded(version)}/snapshot.json`;
}

export function versionProfileKey(dataset: string, version: number): string {
  return `${dataset}/profiles/version-${padded(version)}.json`;
}

/** The newest snapshot at or below a version; 0 when there is none. */
export function snapshotBefore(version: number): number {
  return version - (version % SNAPSHOT_EVERY);
}

/** The objects after one more delta. */
export function applyManifest(
  objects: readonly ManifestObject[],
  manifest: Manifest,
): readonly ManifestObject[] {
  const removed = new Set(manifest.removed);
  return [...objects.filter((object) => !removed.has(object.key)), ...manifest.added];
}

/** Names and types in order: what a model trained on this data relies on. */
export function schemaHash(dataset: DatasetConfig): string {
  return sha256Hex(
    canonicalJson(dataset.columns.map(({ name, type, nullable }) => ({ name, type, nullable }))),
  );
}

/** The order alone: positional formats have no other contract. */
export function columnOrderHash(columns: readonly string[]): string {
  return sha256Hex(canonicalJson(columns));
}

export function contractHash(dataset: DatasetConfig): string {
  return sha256Hex(canonicalJson(dataset));
}
