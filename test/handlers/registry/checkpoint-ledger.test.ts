import { createHash } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import {
  type Checkpoint,
  checkpointContent,
  checkpointSchema,
  stateCheckpoint,
} from '#core/registry/checkpoint';
import { partitionKey } from '#core/registry/keys';
import { verifyLedger } from '#core/registry/verify-ledger';
import { inputSchema, outputSchema } from '#lambdas/registry/checkpoint-ledger/contract';
import { checkpointLedger } from '#lambdas/registry/checkpoint-ledger/handler';
import { type Aggregate, AGGREGATE_KINDS, type Registry } from '#ports/registry';
import { memoryObjectStore, type MemoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { memorySigner, type MemorySigner } from '#test/fakes/memory-signer';
import { fakeContext } from '#test/fakes/step-context';

const BUCKET = 'audit';
const MINUTE = '2026-01-01T00:05:00.000Z';
const NOW = new Date('2026-01-01T00:05:41.123Z');
let registry: Registry;
let store: MemoryObjectStore;
let signer: MemorySigner;
/** Statements by digest: what the signer must have been asked to sign. */
let contents: Map<string, Buffer>;

beforeEach(() => {
  registry = memoryRegistry();
  store = memoryObjectStore();
  contents = new Map();
  signer = memorySigner(
    (digest) => contents.get(Buffer.from(digest).toString('hex')) ?? Buffer.from('unknown'),
  );
});

async function note(aggregate: Aggregate, cause: string): Promise<void> {
  await registry.transition(aggregate, async () => ({
    writes: [],
    event: { type: 'model-noted', actor: 'gyre:test', cause },
    result: undefined,
  }));
}

async function run() {
  // The signer of Node wants the content behind the digest; it follows from the registry and the minute.
  const heads = [];
  for (const kind of AGGREGATE_KINDS) {
    for (const name of await registry.listAggregates(kind)) {
      heads.push({ chain: partitionKey({ kind, name }), ...(await registry.head({ kind, name })) });
    }
  }
  const content = checkpointContent(stateCheckpoint(MINUTE, heads));
  contents.set(createHash('sha256').update(content).digest('hex'), content);
  const context = fakeContext({
    adapters: { registry, store, signer },
    now: NOW,
    environment: { REGISTRY_TABLE: 't', AUDIT_BUCKET: BUCKET, SIGNING_KEY_ID: 'key-1' },
  });
  return outputSchema.parse(
    await checkpointLedger(inputSchema.parse({ kind: 'tick', target: 'platform' }), context),
  );
}

async function exported() {
  const checkpoints = new Map<string, Checkpoint>();
  const publicKeys = new Map<string, string>();
  for await (const { key } of store.list(BUCKET, '')) {
    const text = await store.readText({ bucket: BUCKET, key });
    if (key.startsWith('checkpoints/')) checkpoints.set(key, checkpointSchema.parse(JSON.parse(text)));
    else publicKeys.set(key.slice('public-keys/'.length, -'.pem'.length), text);
  }
  const chains = new Map();
  for (const kind of AGGREGATE_KINDS) {
    for (const name of await registry.listAggregates(kind)) {
      chains.set(partitionKey({ kind, name }), await registry.readLedger({ kind, name }));
    }
  }
  return { chains, checkpoints, publicKeys };
}

test('signs where every chain stands, in a form that verifies offline', async () => {
  await note({ kind: 'model', name: 'air-time' }, 'a');
  await note({ kind: 'dataset', name: 'flights' }, 'b');
  await note({ kind: 'model', name: 'air-time' }, 'c');
  const output = await run();
  expect(output).toMatchObject({ outcome: 'written', chains: 2 });
  expect(output.checkpointKey).toBe(`checkpoints/${MINUTE}-${output.root.slice(0, 16)}.json`);
  const ledger = await exported();
  expect([...ledger.checkpoints.values()][0]?.heads.map(({ chain, seq }) => [chain, seq])).toEqual([
    ['default#dataset#flights', 1],
    ['default#model#air-time', 2],
  ]);
  expect(verifyLedger(ledger)).toMatchObject({
    isIntact: true,
    checkpoints: 1,
    eventsAfterLastCheckpoint: 0,
  });
});

test('B-15 a second delivery in the same minute writes nothing and signs nothing', async () => {
  await note({ kind: 'model', name: 'air-time' }, 'a');
  await run();
  const written = store.versions.length;
  expect(await run()).toMatchObject({ outcome: 'already-written' });
  expect(store.versions).toHaveLength(written);
  expect(signer.digests).toHaveLength(1);
});

test('D-10 events after a checkpoint are counted, and a rewritten tail is found by it', async () => {
  const model: Aggregate = { kind: 'model', name: 'air-time' };
  await note(model, 'a');
  await run();
  await note(model, 'b');
  const ledger = await exported();
  expect(verifyLedger(ledger)).toMatchObject({ isIntact: true, eventsAfterLastCheckpoint: 1 });
  registry = memoryRegistry();
  await note(model, 'forged');
  expect(verifyLedger(await exported()).isIntact).toBe(false);
});

test('an empty registry has nothing to sign', async () => {
  expect(await run()).toMatchObject({ outcome: 'nothing-to-sign', chains: 0 });
  expect(store.versions).toHaveLength(0);
});
