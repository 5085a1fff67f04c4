/** The emulator alone, for adapters: own temporary state, own ports, the registry's table as the stack declares it. */
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud, stopCloud } from '#local/cloud/launch';
import { preparePythonEnvironment } from '#local/python/prepare-environment';
import { freePortPair } from '#test/local/cloud/support/test-cloud';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..');

export interface Emulator {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts it and points this process's SDK at it. Adapters make their client when they are imported: import them
 * after this.
 */
export async function startEmulator(): Promise<Emulator> {
  const projectDirectory = await mkdtemp(join(tmpdir(), 'gyre-contract-'));
  const { python } = await preparePythonEnvironment({ root: REPOSITORY });
  const stub = join(REPOSITORY, 'test', 'local', 'cloud', 'support', 'stub-sagemaker.ts');
  const running = await startCloud({
    projectDirectory,
    python,
    port: await freePortPair(),
    sagemakerCommand: [process.execPath, stub],
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: running.emulator.url,
    AWS_REGION: running.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  return {
    url: running.emulator.url,
    async stop() {
      await stopCloud(projectDirectory);
      await rm(projectDirectory, { recursive: true, force: true });
    },
  };
}

export async function createRegistryTable(name: string): Promise<void> {
  const client = new DynamoDBClient({});
  const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'kindKey', 'name'].map(string),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-kind',
          KeySchema: [
            { AttributeName: 'kindKey', KeyType: 'HASH' },
            { AttributeName: 'name', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
  client.destroy();
}

export async function deleteRegistryTable(name: string): Promise<void> {
  const client = new DynamoDBClient({});
  await client.send(new DeleteTableCommand({ TableName: name }));
  client.destroy();
}
