import { afterAll, beforeAll } from 'vitest';
import { describeRegistry } from './support/registry-suite.ts';
import { createRegistryTable, type Emulator, startEmulator } from './support/registry-table.ts';

const TABLE = 'gyre-test-registry';
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
  await createRegistryTable(TABLE);
});
afterAll(async () => {
  await emulator.stop();
});

describeRegistry(
  'registry on DynamoDB',
  async () => {
    const { dynamoDbRegistry } = await import('#adapters/dynamodb-registry');
    return dynamoDbRegistry(TABLE);
  },
  { writers: 40, rounds: 5 },
);
