import type { DatasetConfig } from '../config/dataset-config.ts';
import type { LedgerEntry } from '../registry/ledger-event.ts';
import { LATEST_KEY, objectKey, uploadKey, versionKey } from '../registry/keys.ts';
import { earlier, later } from './event-time.ts';
import type { Reason } from './contract-verdict.ts';
import { columnOrderHash, type ManifestObject, manifestKey, schemaHash } from './manifest.ts';
import type { Upload } from './upload.ts';
import { type DatasetVersion, MOST_REASONS } from './upload-outcome.ts';

export interface CommitFacts {
  readonly dataset: DatasetConfig;
  readonly upload: Upload;
  readonly object: ManifestObject;
  readonly rejectedRows: number;
  readonly reasons: readonly Reason[];
  readonly latest:
    | {
        readonly version: number;
        readonly totalRows: number;
        readonly minEventTime: string;
        readonly maxEventTime: string;
      }
    | undefined;
  readonly latestRevision: number | undefined;
  readonly uploadRevision: number | undefined;
  /** When it was claimed; the time of the commit when nobody did. */
  readonly claimedAt?: string;
  /** The version that holds the same content, when there is one. */
  readonly existing: DatasetVersion | undefined;
  readonly at: string;
}

interface Write {
  readonly sk: string;
  readonly entity: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly expect: 'absent' | 'any' | { readonly revision: number };
}

export interface CommitPlan {
  readonly writes: readonly Write[];
  readonly event: LedgerEntry;
  readonly result: { readonly outcome: 'committed' | 'duplicate'; readonly version: DatasetVersion };
}

const ACTOR = 'gyre:data/commit-dataset';

/** The transition that makes an upload the next version, or records that its content is in one already. */
export function planCommit(facts: CommitFacts): CommitPlan {
  const { dataset, upload, object, existing, at } = facts;
  const ended = {
    ...upload,
    claimedAt: facts.claimedAt ?? at,
    endedAt: at,
    ...(facts.reasons.length === 0 ? {} : { reasons: facts.reasons.slice(0, MOST_REASONS) }),
  };
  const uploadWrite = (status: 'committed' | 'duplicate', version: number): Write => ({
    sk: uploadKey(upload.uploadId),
    entity: 'upload',
    expect: facts.uploadRevision === undefined ? 'absent' : { revision: facts.uploadRevision },
    data: { ...ended, status, version },
  });
  // A dataset that is uploaded whole may go back to content of an earlier version.
  const isDuplicate = dataset.mode === 'append' || existing?.version === facts.latest?.version;
  if (existing !== undefined && isDuplicate) {
    return {
      writes: [uploadWrite('duplicate', existing.version)],
      event: {
        type: 'upload-duplicate',
        actor: ACTOR,
        cause: upload.uploadId,
        after: { version: existing.version, sha256: object.sha256 },
      },
      result: { outcome: 'duplicate', version: existing },
    };
  }
  const { latest } = facts;
  const number = (latest?.version ?? 0) + 1;
  const isWhole = dataset.mode === 'replace' || latest === undefined;
  const totalRows = object.rows + (isWhole ? 0 : latest.totalRows);
  const version: DatasetVersion = {
    version: number,
    parent: latest?.version ?? 0,
    manifestKey: manifestKey(dataset.name, number),
    sha256: object.sha256,
    rows: object.rows,
    rejectedRows: facts.rejectedRows,
    totalRows,
    minEventTime: object.minEventTime,
    maxEventTime: object.maxEventTime,
    uploadId: upload.uploadId,
    schemaHash: schemaHash(dataset),
    columnOrderHash: columnOrderHash(dataset.columns.map((column) => column.name)),
    committedAt: at,
  };
  const earliest = isWhole ? object.minEventTime : earlier(object.minEventTime, latest.minEventTime);
  const newest = isWhole ? object.maxEventTime : later(object.maxEventTime, latest.maxEventTime);
  return {
    writes: [
      uploadWrite('committed', number),
      { sk: versionKey(number), entity: 'dataset-version', expect: 'absent', data: { ...version } },
      {
        sk: objectKey(object.sha256),
        entity: 'dataset-object',
        expect: existing === undefined ? 'absent' : 'any',
        data: { version: number },
      },
      {
        sk: LATEST_KEY,
        entity: 'dataset-latest',
        expect: facts.latestRevision === undefined ? 'absent' : { revision: facts.latestRevision },
        data: { version: number, totalRows, minEventTime: earliest, maxEventTime: newest },
      },
    ],
    event: {
      type: 'dataset-version-committed',
      actor: ACTOR,
      cause: upload.uploadId,
      asOf: object.maxEventTime,
      ...(latest === undefined ? {} : { before: { version: latest.version, totalRows: latest.totalRows } }),
      after: {
        version: number,
        rows: object.rows,
        totalRows,
        rejectedRows: facts.rejectedRows,
        sha256: object.sha256,
      },
    },
    result: { outcome: 'committed', version },
  };
}
