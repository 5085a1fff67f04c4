import * as z from 'zod';
import { type Manifest, manifestObjectSchema, type ManifestObject, manifestSchema } from './manifest.ts';
import { type DatasetProfile, mergeProfiles } from './profile.ts';
import { datasetProfileSchema } from './upload-facts.ts';
import type { DatasetVersion } from './upload-outcome.ts';

/**
 * All that a version's derived objects need besides the registry's item, written before the version exists. Whoever
 * meets a version without manifest can then write it: the function that committed it may have died in between.
 */
export const commitDraftSchema = z.strictObject({
  object: manifestObjectSchema,
  /** The upload is the whole dataset: what was there before goes. */
  isWhole: z.boolean(),
  rows: manifestSchema.shape.rows,
  contractHash: z.string(),
  normalised: z.array(z.string()),
  source: manifestSchema.shape.source,
  profile: datasetProfileSchema,
});
export type CommitDraft = z.infer<typeof commitDraftSchema>;

/** The content is part of the name: another attempt under another contract is another draft. */
export function draftKey(
  dataset: string,
  { uploadId, sha256 }: Pick<DatasetVersion, 'uploadId' | 'sha256'>,
): string {
  return `${dataset}/incoming/${uploadId}/commit-${sha256.slice(0, 16)}.json`;
}

/** The same bytes whoever makes them. @param before  the objects of the parent; only needed where `isWhole` */
export function manifestOf(
  dataset: string,
  version: DatasetVersion,
  draft: CommitDraft,
  before: readonly ManifestObject[],
): Manifest {
  return {
    dataset,
    version: version.version,
    parent: version.parent,
    added: [draft.object],
    removed: draft.isWhole ? before.map((object) => object.key) : [],
    rows: draft.rows,
    totalRows: version.totalRows,
    schemaHash: version.schemaHash,
    columnOrderHash: version.columnOrderHash,
    contractHash: draft.contractHash,
    normalised: draft.normalised,
    source: draft.source,
    committedAt: version.committedAt,
  };
}

/** profile(n) = merge(profile(n - 1), profile of the new object): no row is read again. */
export function profileOf(draft: CommitDraft, before: DatasetProfile | undefined): DatasetProfile {
  return draft.isWhole || before === undefined ? draft.profile : mergeProfiles(before, draft.profile);
}
