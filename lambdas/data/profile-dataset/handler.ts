import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import { UnknownDatasetError } from '#core/data/errors';
import { profileUpload, refusedUnread } from '#core/data/profile-upload';
import type { Upload } from '#core/data/upload';
import type { UploadSink } from '#core/data/upload-output';
import type { ProfiledUpload } from '#core/data/upload-facts';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadDatasetConfig } from '../../common/load-dataset-config.ts';
import { type ObjectWriter, objectWriter } from '../../common/object-writer.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/**
 * Reads the upload once and leaves canonical rows, their keys, rejected rows and the profile in the lake.
 * A repeat is harmless: it reads the same version of the object and writes the same keys again.
 */
export const profileDataset: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore; readonly parameters: Parameters }
> = async (upload, { environment, adapters }) => {
  const { store } = adapters;
  const dataset = await loadDatasetConfig(adapters, environment.GYRE_ENV, upload.dataset);
  if (dataset === undefined) {
    throw new UnknownDatasetError('the dataset is not declared any more', {
      where: upload.dataset,
      fix: 'add datasets/<name>/dataset.yaml again and deploy, then upload the file again',
    });
  }
  const lake = (key: string) => ({ bucket: environment.LAKE_BUCKET, key });
  const folder = `${upload.dataset}/incoming/${upload.uploadId}`;
  const [rowsKey, keysKey, factsKey] = [`${folder}/rows.csv`, `${folder}/keys.txt`, `${folder}/facts.json`];
  const failure = refusedUnread(upload.sizeBytes);
  const source = failure === undefined ? await store.read(upload) : nothing();
  const rows = objectWriter(store, lake(rowsKey), 'text/csv');
  const keys = objectWriter(store, lake(keysKey), 'text/plain');
  let rejected: ObjectWriter | undefined;
  const terms = { origin: upload.origin, openParquet: () => openParquet(store, upload) };
  const sink: UploadSink = {
    rows: (lines) => rows.write(lines),
    keys: (lines) => keys.write(lines),
    rejected: (lines) => {
      rejected ??= objectWriter(
        store,
        lake(`${upload.dataset}/quarantine/${upload.uploadId}/rejected-rows.csv`),
        'text/csv',
      );
      return rejected.write(lines);
    },
  };
  const pass = await profileUpload(source, dataset, sink, terms).catch(async (error: unknown) => {
    await Promise.all([rows.abort(), keys.abort(), rejected?.abort()]);
    throw error;
  });
  await Promise.all([rows.close(), keys.close(), rejected?.close()]);
  const facts = failure === undefined ? pass.facts : { ...pass.facts, failure };
  const profiled = { ...pass, facts, rowsKey, keysKey } satisfies Record<keyof ProfiledUpload, unknown>;
  await store.write(lake(factsKey), JSON.stringify(profiled), 'application/json');
  const { rows: rowCount, goodRows, rejectedRows } = pass.facts;
  return { factsKey, rows: rowCount, goodRows, rejectedRows };
};

/** Loaded only for the uploads that need it: its code is a quarter of the function's. */
async function openParquet(store: ObjectStore, upload: Upload) {
  const { hyparquetReader } = await import('#adapters/hyparquet-reader');
  return hyparquetReader.open({
    sizeBytes: upload.sizeBytes,
    bytes: async (from, to) => {
      const parts: Uint8Array[] = [];
      for await (const part of await store.read(upload, { from, to })) parts.push(part);
      return Buffer.concat(parts);
    },
  });
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // A file that is refused by its size has no bytes to look at.
}

export const handler = defineHandler({
  name: 'data/profile-dataset',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ store: s3ObjectStore, parameters: ssmParameters }),
  step: profileDataset,
});
