import type { DatasetConfig } from '#core/config/dataset-config';
import { type ContractVerdict, judgeUpload, type UploadFacts } from '#core/data/contract-verdict';
import type { ProfiledUpload } from '#core/data/upload-facts';
import type { ObjectStore } from '#ports/object-store';
import { countKnownKeys } from '../../common/count-known-keys.ts';
import { readManifests } from '../../common/dataset-reader.ts';

/**
 * The verdict on an upload that others have overtaken: its keys against those of the versions that came in between.
 * They are compared outside of the transaction, since they may be many.
 * @returns nothing when none of its rows is there yet
 */
export async function judgeAgain(
  store: ObjectStore,
  bucket: string,
  facts: {
    readonly dataset: DatasetConfig;
    readonly profiled: ProfiledUpload;
    /** Versions after this one, up to `to`. */
    readonly after: number;
    readonly to: number;
    readonly now: Date;
  },
): Promise<ContractVerdict | undefined> {
  const { dataset, profiled, after, to, now } = facts;
  const manifests = await readManifests(store, bucket, dataset.name, { after, to });
  const added = manifests.flatMap((manifest) => manifest.added);
  const knownKeys = await countKnownKeys(store, bucket, profiled, added);
  if (knownKeys === 0) return undefined;
  return judgeUpload(dataset, { ...profiled.facts, knownKeys } as UploadFacts, now);
}
