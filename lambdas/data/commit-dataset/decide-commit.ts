import * as z from 'zod';
import type { DatasetConfig } from '#core/config/dataset-config';
import type { CommitDraft } from '#core/data/commit-draft';
import type { Reason } from '#core/data/contract-verdict';
import { type CommitPlan, planCommit } from '#core/data/plan-commit';
import { landedBefore, type Upload } from '#core/data/upload';
import type { ProfiledUpload } from '#core/data/upload-facts';
import {
  type DatasetVersion,
  datasetVersionSchema,
  latestSchema,
  type UploadRecord,
  uploadRecordSchema,
} from '#core/data/upload-outcome';
import { LATEST_KEY, objectKey, uploadKey, versionKey } from '#core/registry/keys';
import type { AggregateView, NoTransition, TransitionPlan } from '#ports/registry';
import { releaseUpload } from '../../common/open-uploads.ts';

export type CommitDecision =
  | CommitPlan['result']
  /** Versions were committed after the one that the upload's keys were compared with. */
  | { readonly outcome: 'overtaken'; readonly latest: number }
  /** A newer file is the whole dataset by now. */
  | { readonly outcome: 'outdated'; readonly version: number }
  /** It was quarantined already, which is final. */
  | { readonly outcome: 'set-aside' };

export interface CommitCase {
  readonly dataset: DatasetConfig;
  readonly upload: Upload;
  readonly profiled: ProfiledUpload;
  readonly draft: CommitDraft;
  /** Why rows were left out of an upload that was accepted all the same. */
  readonly reasons: readonly Reason[];
  /** The version whose keys the upload's were compared with. */
  readonly comparedWith: number;
  readonly at: string;
}

/** What becomes of an upload at this moment of its dataset: the next version, or why not. */
export async function decideCommit(
  view: AggregateView,
  facts: CommitCase,
): Promise<TransitionPlan<CommitDecision> | NoTransition<CommitDecision>> {
  const { dataset, upload, profiled, draft, comparedWith, at } = facts;
  const uploadItem = await view.get(uploadKey(upload.uploadId));
  const record = uploadItem === undefined ? undefined : uploadRecordSchema.parse(uploadItem.data);
  const before = record === undefined ? undefined : await decidedBefore(view, record);
  if (before !== undefined) return { unchanged: before };
  const latestItem = await view.get(LATEST_KEY);
  const latest = latestItem === undefined ? undefined : latestSchema.parse(latestItem.data);
  if (dataset.mode === 'append' && latest !== undefined && latest.version > comparedWith) {
    return { unchanged: { outcome: 'overtaken', latest: latest.version } };
  }
  if (dataset.mode === 'replace' && latest !== undefined && (await isOlder(view, upload, latest.version))) {
    return { unchanged: { outcome: 'outdated', version: latest.version } };
  }
  const plan = planCommit({
    dataset,
    upload,
    object: draft.object,
    rejectedRows: profiled.facts.rejectedRows,
    reasons: facts.reasons,
    latest,
    latestRevision: latestItem?.revision,
    uploadRevision: uploadItem?.revision,
    ...(record === undefined ? {} : { claimedAt: record.claimedAt }),
    existing: await versionWith(view, profiled.sha256),
    at,
  });
  return { ...plan, writes: [...plan.writes, ...(await releaseUpload(view, upload.uploadId))] };
}

/** What was decided about this upload when it was here before, or about it elsewhere. */
async function decidedBefore(
  view: AggregateView,
  { status, version }: UploadRecord,
): Promise<CommitDecision | undefined> {
  if (status === 'quarantined') return { outcome: 'set-aside' };
  if (version === undefined) return undefined;
  const outcome = status === 'duplicate' ? 'duplicate' : 'committed';
  return { outcome, version: await versionOf(view, version) };
}

/** Did the upload land before the one that is the newest version? */
async function isOlder(view: AggregateView, upload: Upload, newest: number): Promise<boolean> {
  const { uploadId } = await versionOf(view, newest);
  const item = await view.get(uploadKey(uploadId));
  return item !== undefined && landedBefore(upload, uploadRecordSchema.parse(item.data));
}

const contentSchema = z.strictObject({ version: z.int() });

/** The version that holds the same content already. */
async function versionWith(view: AggregateView, sha256: string): Promise<DatasetVersion | undefined> {
  const item = await view.get(objectKey(sha256));
  return item === undefined ? undefined : versionOf(view, contentSchema.parse(item.data).version);
}

async function versionOf(view: AggregateView, number: number): Promise<DatasetVersion> {
  return datasetVersionSchema.parse((await view.get(versionKey(number)))?.data);
}
