/** What the registry and the lake tell of datasets, their versions, and uploads that were set aside. */
import * as z from 'zod';
import { type Manifest, manifestSchema } from '#core/data/manifest';
import {
  type DatasetVersion,
  datasetVersionSchema,
  latestSchema,
  reasonSchema,
  type UploadRecord,
  uploadRecordSchema,
} from '#core/data/upload-outcome';
import { LATEST_KEY, uploadKey, VERSION_PREFIX, versionKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { UnknownThingError } from '../errors.ts';

const UPLOAD_PREFIX = uploadKey('');
/** Versions that a dataset's page shows. */
const MOST_VERSIONS = 20;
const MOST_UPLOADS = 20;
const NO_VERSION = { version: 0, totalRows: 0 } as const;

export interface DatasetLine {
  readonly name: string;
  /** 0 when nothing was committed yet. */
  readonly version: number;
  readonly totalRows: number;
  readonly minEventTime?: string;
  readonly maxEventTime?: string;
}

export async function listDatasets(registry: Registry): Promise<readonly DatasetLine[]> {
  const names = await registry.listAggregates('dataset');
  return await Promise.all(
    names.map(async (name) => {
      const item = await registry.get({ kind: 'dataset', name }, LATEST_KEY);
      return { name, ...(item === undefined ? NO_VERSION : latestSchema.parse(item.data)) };
    }),
  );
}

/** A dataset with what became of its uploads; both lists newest first. */
export interface DatasetView extends DatasetLine {
  readonly versions: readonly DatasetVersion[];
  /** Also those that are no version: duplicates, what was set aside, what is in work. */
  readonly uploads: readonly UploadRecord[];
}

/** @throws UnknownThingError when nothing was ever landed under the name */
export async function readDataset(registry: Registry, name: string): Promise<DatasetView> {
  const aggregate = { kind: 'dataset', name } as const;
  const items = await registry.list(aggregate, VERSION_PREFIX, { newestFirst: true, limit: MOST_VERSIONS });
  const latest = await registry.get(aggregate, LATEST_KEY);
  const uploads = await readUploads(registry, name);
  if (latest === undefined && uploads.length === 0) throw await unknownDataset(registry, name);
  const facts = latest === undefined ? NO_VERSION : latestSchema.parse(latest.data);
  const versions = items.map((item) => datasetVersionSchema.parse(item.data));
  return { name, ...facts, versions, uploads: uploads.slice(0, MOST_UPLOADS) };
}

/** One version with the manifest that made it. @throws UnknownThingError */
export async function readDatasetVersion(
  registry: Registry,
  store: ObjectStore,
  lakeBucket: string,
  { name, version }: { readonly name: string; readonly version: number },
): Promise<DatasetVersion & { readonly manifest: Manifest }> {
  const item = await registry.get({ kind: 'dataset', name }, versionKey(version));
  if (item === undefined) {
    const { version: newest } = await readDataset(registry, name);
    throw new UnknownThingError('there is no such version of the dataset', {
      where: name,
      received: String(version),
      allowed: newest === 0 ? 'none yet' : `1 to ${newest}`,
      fix: `run \`gyre data show ${name}\` for its versions`,
    });
  }
  const record = datasetVersionSchema.parse(item.data);
  const text = await store.readText({ bucket: lakeBucket, key: record.manifestKey });
  return { ...record, manifest: manifestSchema.parse(JSON.parse(text)) };
}

/** Uploads that were set aside, the newest first. */
export async function listQuarantine(registry: Registry): Promise<readonly UploadRecord[]> {
  const found: UploadRecord[] = [];
  for (const name of await registry.listAggregates('dataset')) {
    const records = await readUploads(registry, name);
    found.push(...records.filter((record) => record.status === 'quarantined'));
  }
  return found.sort(byNewest);
}

async function readUploads(registry: Registry, name: string): Promise<readonly UploadRecord[]> {
  const items = await registry.list({ kind: 'dataset', name }, UPLOAD_PREFIX);
  return items.map((item) => uploadRecordSchema.parse(item.data)).sort(byNewest);
}

function byNewest(a: UploadRecord, b: UploadRecord): number {
  const [left, right] = [a, b].map(
    ({ endedAt, claimedAt, uploadId }) => `${endedAt ?? claimedAt} ${uploadId}`,
  );
  return (right ?? '').localeCompare(left ?? '');
}

const reportSchema = z.looseObject({ reasons: z.array(reasonSchema) });

/** An upload that was set aside, with all reasons of its report. @throws UnknownThingError */
export async function readQuarantined(
  registry: Registry,
  store: ObjectStore,
  lakeBucket: string,
  uploadId: string,
): Promise<UploadRecord> {
  for (const name of await registry.listAggregates('dataset')) {
    const item = await registry.get({ kind: 'dataset', name }, uploadKey(uploadId));
    if (item === undefined) continue;
    const record = uploadRecordSchema.parse(item.data);
    if (record.status !== 'quarantined') break;
    if (record.reportKey === undefined) return record;
    const text = await store.readText({ bucket: lakeBucket, key: record.reportKey });
    return { ...record, reasons: reportSchema.parse(JSON.parse(text)).reasons };
  }
  throw new UnknownThingError('no upload of this id was set aside', {
    received: uploadId,
    allowed: 'an id such as ds-0123456789abcdef, of an upload in quarantine',
    fix: 'run `gyre data quarantine ls` for the ids',
  });
}

async function unknownDataset(registry: Registry, name: string): Promise<UnknownThingError> {
  const names = (await listDatasets(registry)).map((line) => line.name);
  return new UnknownThingError('there is no data under this name', {
    received: name,
    allowed: names.length === 0 ? 'nothing yet: no file was landed' : names.join(', '),
    fix: 'run `gyre data ls` for the names, or land a file as <landing bucket>/<dataset>/<file>.csv',
  });
}
