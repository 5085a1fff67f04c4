/** `gyre` as a person runs it, against the embedded cloud: what the ledger holds, and its proof without the cloud. */
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { environmentNames } from '#cli/environment-names';
import { localEnvironment, startCloud, stopCloud } from '#local/cloud/launch';
import { runCommand } from '#local/cloud/run-command';
import { preparePythonEnvironment } from '#local/python/prepare-environment';
import { fakeContext } from '#test/fakes/step-context';
import { freePortPair } from '#test/local/cloud/support/test-cloud';
import { createRegistryTable } from '../registry/support/registry-table.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');
const MAIN = join(REPOSITORY, 'cli', 'main.ts');
const STUB = join(REPOSITORY, 'test', 'local', 'cloud', 'support', 'stub-sagemaker.ts');
let projectDirectory = '';

beforeAll(async () => {
  projectDirectory = await mkdtemp(join(tmpdir(), 'gyre-cli-'));
  const { python } = await preparePythonEnvironment({ root: REPOSITORY });
  const sagemakerCommand = [process.execPath, STUB] as const;
  const running = await startCloud({
    projectDirectory,
    python,
    port: await freePortPair(),
    sagemakerCommand,
  });
  Object.assign(process.env, localEnvironment(running));
});

afterAll(async () => {
  await stopCloud(projectDirectory);
  await rm(projectDirectory, { recursive: true, force: true });
});

/** In a process of its own, whose shell points at AWS: only the embedded cloud may be reached. */
async function gyre(...words: readonly string[]) {
  const env = {
    PATH: process.env['PATH'],
    AWS_PROFILE: 'somebody',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
    AWS_REGION: 'eu-west-1',
  };
  const line = [MAIN, ...words, '--json', '--project', projectDirectory];
  const { code, stdout } = await runCommand(process.execPath, line, { env, timeoutSeconds: 60 });
  return { code, envelope: JSON.parse(stdout) as { data: Record<string, unknown>; error: unknown } };
}

async function deploy(): Promise<void> {
  const address = {
    environment: 'local',
    accountId: '000000000000',
    region: 'us-east-1',
    partition: 'aws',
  };
  const names = environmentNames(address);
  await createRegistryTable(names.registryTable);
  await new S3Client({}).send(new CreateBucketCommand({ Bucket: names.bucket('audit') }));
  const { KeyMetadata } = await new KMSClient({}).send(
    new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
  );
  const { dynamoDbRegistry } = await import('#adapters/dynamodb-registry');
  const registry = dynamoDbRegistry(names.registryTable);
  for (const name of ['flights', 'weather']) {
    for (const step of [1, 2, 3]) {
      await registry.transition({ kind: 'dataset', name }, async () => ({
        writes: [],
        event: { type: 'tested', actor: 'test', cause: 'none', after: { step } },
        result: undefined,
      }));
    }
  }
  const { checkpointLedger } = await import('#lambdas/registry/checkpoint-ledger/handler');
  const { s3ObjectStore } = await import('#adapters/s3-object-store');
  const { kmsSigner } = await import('#adapters/kms-signer');
  const signingKeyId = KeyMetadata?.KeyId ?? '';
  const environment = {
    REGISTRY_TABLE: names.registryTable,
    AUDIT_BUCKET: names.bucket('audit'),
    SIGNING_KEY_ID: signingKeyId,
  };
  const adapters = { registry, store: s3ObjectStore, signer: kmsSigner(signingKeyId) };
  const outcome = await checkpointLedger(
    { kind: 'tick', target: 'platform' },
    fakeContext({ environment, adapters }),
  );
  expect(outcome).toMatchObject({ outcome: 'written', chains: 2 });
}

test('before anything is deployed the answer says so, and how', async () => {
  const { code, envelope } = await gyre('ledger', 'ls');
  expect(code).toBe(3);
  expect(envelope.error).toMatchObject({ code: 'GYRE-943', fix: 'deploy it with `gyre deploy local`' });
  expect((await gyre('doctor')).envelope.data).toMatchObject({ counts: { fail: 0 } });
});

test('D-10 a ledger is shown, verified, exported, verified without the cloud, and its tampering found', async () => {
  await deploy();
  const listed = await gyre('ledger', 'ls');
  expect(listed.envelope.data).toMatchObject({
    chains: [
      { kind: 'dataset', name: 'flights', seq: 3 },
      { kind: 'dataset', name: 'weather', seq: 3 },
    ],
  });
  expect((await gyre('ledger', 'show', 'dataset', 'flights')).envelope.data['events']).toHaveLength(3);
  const intact = { isIntact: true, chains: 2, events: 6, checkpoints: 1, eventsAfterLastCheckpoint: 0 };
  expect(await gyre('ledger', 'verify')).toMatchObject({ code: 0, envelope: { data: intact } });

  const directory = join(projectDirectory, 'export');
  expect((await gyre('ledger', 'export', directory)).code).toBe(0);
  await stopCloud(projectDirectory);
  expect((await gyre('ledger', 'ls')).code).toBe(3);
  const offline = ['ledger', 'verify', '--export', directory];
  expect(await gyre(...offline)).toMatchObject({ code: 0, envelope: { data: intact } });

  const chain = join(directory, 'chains', `${encodeURIComponent('default#dataset#weather')}.jsonl`);
  await writeFile(chain, (await readFile(chain, 'utf8')).split('\n').slice(0, 2).join('\n'));
  expect(await gyre(...offline)).toMatchObject({ code: 1, envelope: { data: { isIntact: false } } });
});
