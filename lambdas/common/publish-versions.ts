import { commitDraftSchema, draftKey, manifestOf, profileOf } from '#core/data/commit-draft';
import {
  applyManifest,
  manifestKey,
  SNAPSHOT_EVERY,
  type Snapshot,
  snapshotKey,
  versionProfileKey,
} from '#core/data/manifest';
import type { DatasetProfile } from '#core/data/profile';
import { datasetProfileSchema } from '#core/data/upload-facts';
import { type DatasetVersion, datasetVersionSchema } from '#core/data/upload-outcome';
import { versionKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { listVersionObjects, newestPublished } from './dataset-reader.ts';
import { parseContract } from './define-handler.ts';

export interface VersionPlace {
  readonly store: ObjectStore;
  readonly registry: Registry;
  readonly bucket: string;
  readonly dataset: string;
}

/**
 * Makes sure that every version up to `newest` has its derived objects: profile, snapshot where one is due, manifest.
 *
 * A version exists from its transaction on, and its objects follow a moment later, or never when the function that
 * committed it died. So whoever is about to read a version, or to build on one, calls this first. Several may write
 * at once: each object is a function of the registry's item and the draft, and all write the same bytes.
 */
export async function publishVersions(place: VersionPlace, newest: number): Promise<void> {
  // The manifest is written last: where it is, the rest is.
  const published = await newestPublished(place.store, place.bucket, place.dataset, newest);
  for (let version = published + 1; version <= newest; version += 1) await publish(place, version);
}

async function publish(place: VersionPlace, number: number): Promise<void> {
  const { store, registry, bucket, dataset } = place;
  const item = await registry.get({ kind: 'dataset', name: dataset }, versionKey(number));
  const version: DatasetVersion = parseContract(datasetVersionSchema, item?.data, versionKey(number));
  const draft = await readJson(place, draftKey(dataset, version), commitDraftSchema);
  const hasSnapshot = number % SNAPSHOT_EVERY === 0;
  const before =
    number > 1 && (draft.isWhole || hasSnapshot)
      ? await listVersionObjects(store, bucket, dataset, number - 1)
      : [];
  const manifest = manifestOf(dataset, version, draft, before);
  const write = (key: string, content: unknown) =>
    store.write({ bucket, key }, JSON.stringify(content), 'application/json');
  await write(versionProfileKey(dataset, number), profileOf(draft, await parentProfile()));
  if (hasSnapshot) {
    const objects = [...applyManifest(before, manifest)];
    await write(snapshotKey(dataset, number), { dataset, version: number, objects } satisfies Snapshot);
  }
  await write(manifestKey(dataset, number), manifest);

  async function parentProfile(): Promise<DatasetProfile | undefined> {
    if (number === 1 || draft.isWhole) return undefined;
    return readJson(place, versionProfileKey(dataset, number - 1), datasetProfileSchema);
  }
}

async function readJson<T>(
  { store, bucket }: VersionPlace,
  key: string,
  schema: Parameters<typeof parseContract<T>>[0],
): Promise<T> {
  return parseContract(schema, JSON.parse(await store.readText({ bucket, key })), key);
}
