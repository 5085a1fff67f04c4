import { generateKeyPairSync, sign } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { judgeLedger } from '#cli/queries/judge-ledger';
import { readLedgerExport, writeLedgerExport } from '#cli/queries/ledger-export';
import { readLedger } from '#cli/queries/read-ledger';
import { checkpointContent, checkpointKey, publicKeyKey, stateCheckpoint } from '#core/registry/checkpoint';
import { sha256Hex } from '#core/registry/identify';
import { partitionKey } from '#core/registry/keys';
import type { Registry } from '#ports/registry';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryRegistry } from '#test/fakes/memory-registry';

const AUDIT = 'audit';
const flights = { kind: 'dataset', name: 'flights' } as const;
const late = { kind: 'model', name: 'flight-late' } as const;

async function happen(registry: Registry, aggregate: typeof flights | typeof late, times: number) {
  for (let index = 1; index <= times; index += 1) {
    await registry.transition(aggregate, async ({ seq }) => ({
      writes: [],
      event: { type: 'tested', actor: 'test', cause: 'none', after: { step: seq + 1 } },
      result: undefined,
    }));
  }
}

/** Two chains, and a checkpoint that saw all of both but the last event of each. */
async function makeLedger() {
  const registry = memoryRegistry();
  const store = memoryObjectStore();
  await happen(registry, flights, 3);
  await happen(registry, late, 2);
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const heads = await Promise.all(
    [flights, late].map(async (each) => ({ chain: partitionKey(each), ...(await registry.head(each)) })),
  );
  const statement = stateCheckpoint('2026-01-01T00:00:00.000Z', heads);
  const value = sign('sha256', checkpointContent(statement), privateKey).toString('base64');
  const publicKeySha256 = sha256Hex(pem);
  const signature = { algorithm: 'ECDSA_SHA_256', keyId: 'key', value, publicKeySha256 } as const;
  const key = checkpointKey(statement);
  await store.write({ bucket: AUDIT, key }, JSON.stringify({ ...statement, signature }), 'application/json');
  await store.write({ bucket: AUDIT, key: publicKeyKey(pem) }, pem, 'application/x-pem-file');
  await happen(registry, flights, 1);
  await happen(registry, late, 1);
  return { registry, store };
}

async function makeExport() {
  const { registry, store } = await makeLedger();
  const directory = await mkdtemp(join(tmpdir(), 'gyre-ledger-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const files = await writeLedgerExport(directory, (await readLedger(registry, store, AUDIT)).ledger);
  return { directory, files };
}

test('what registry and audit bucket hold verifies, and counts what no checkpoint covers', async () => {
  const { registry, store } = await makeLedger();
  const verdict = judgeLedger(await readLedger(registry, store, AUDIT));
  expect(verdict).toMatchObject({
    isIntact: true,
    findings: [],
    chains: 2,
    events: 7,
    checkpoints: 1,
    eventsAfterLastCheckpoint: 2,
  });
  expect(verdict.publicKeys).toHaveLength(1);
});

test('an export verifies from its files alone', async () => {
  const { directory, files } = await makeExport();
  expect(files).toBe(4);
  expect(judgeLedger(await readLedgerExport(directory))).toMatchObject({
    isIntact: true,
    chains: 2,
    events: 7,
  });
});

test.each([
  ['an event is changed', (text: string) => text.replace('"step":2', '"step":9'), 'was changed'],
  ['an event is removed', (text: string) => text.split('\n').toSpliced(1, 1).join('\n'), 'has seq 3'],
  ['a line is cut', (text: string) => text.slice(0, -20), 'is no ledger event'],
  [
    'a tail is cut behind its checkpoint',
    (text: string) => text.split('\n').slice(0, 2).join('\n'),
    'which it saw',
  ],
])('D-10 in an export, %s: found', async (_, change, reason) => {
  const { directory } = await makeExport();
  const chain = join(directory, 'chains', `${encodeURIComponent('default#dataset#flights')}.jsonl`);
  writeFileSync(chain, change(readFileSync(chain, 'utf8')));
  const { isIntact, findings } = judgeLedger(await readLedgerExport(directory));
  expect(isIntact).toBe(false);
  expect(findings.map((finding) => finding.reason).join('\n')).toContain(reason);
});

test('D-10 a chain that the index hides is read because a checkpoint names it', async () => {
  const { registry, store } = await makeLedger();
  const hiding: Registry = { ...registry, listAggregates: async () => [] };
  expect(judgeLedger(await readLedger(hiding, store, AUDIT))).toMatchObject({ isIntact: true, chains: 2 });
});

test('D-10 a tail that was cut below the head is found without any checkpoint', async () => {
  const { registry } = await makeLedger();
  const cut: Registry = {
    ...registry,
    readLedger: async (each) => (await registry.readLedger(each)).slice(0, -1),
  };
  const { findings } = judgeLedger(await readLedger(cut, memoryObjectStore(), AUDIT));
  expect(findings.map(({ reason }) => reason)).toEqual(Array(2).fill('is not the event that the head names'));
});

test('a folder without an export is told from an empty ledger', async () => {
  await expect(readLedgerExport(tmpdir())).rejects.toMatchObject({ code: 'GYRE-941' });
});

test('a name out of the table never chooses the folder it is written to', async () => {
  const registry = memoryRegistry();
  await happen(registry, { kind: 'dataset', name: '../../escape' } as never, 1);
  const directory = await mkdtemp(join(tmpdir(), 'gyre-ledger-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  await writeLedgerExport(directory, (await readLedger(registry, memoryObjectStore(), AUDIT)).ledger);
  expect(readdirSync(join(directory, 'chains'))).toEqual(['default%23dataset%23..%2F..%2Fescape.jsonl']);
});
