import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll } from 'vitest';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { describeObjectStore, OBJECT_STORE_BUCKET } from './support/object-store-suite.ts';
import { type Emulator, startEmulator } from './support/registry-table.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
  const client = new S3Client({});
  await client.send(new CreateBucketCommand({ Bucket: OBJECT_STORE_BUCKET }));
  await client.send(
    new PutBucketVersioningCommand({
      Bucket: OBJECT_STORE_BUCKET,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  );
  client.destroy();
});
afterAll(async () => {
  await emulator.stop();
});

describeObjectStore('object store in memory', async () => memoryObjectStore());
describeObjectStore(
  'object store on S3',
  async () => (await import('#adapters/s3-object-store')).s3ObjectStore,
);
