import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Checkpoint,
  checkpointContent,
  checkpointDigest,
  checkpointKey,
  checkpointSchema,
  stateCheckpoint,
} from '#core/registry/checkpoint';
import { sha256Hex } from '#core/registry/identify';
import { chainEvent, GENESIS_HASH } from '#core/registry/ledger';
import type { StoredLedgerEvent } from '#core/registry/ledger-event';
import { type LedgerExport, verifyLedger } from '#core/registry/verify-ledger';

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const MODEL = 'default#model#air-time';
const ENDPOINT = 'default#endpoint#air-time';

function build(chain: string, length: number): StoredLedgerEvent[] {
  return Array.from({ length }).reduce<StoredLedgerEvent[]>((events) => {
    const head = { seq: events.length, hash: events.at(-1)?.hash ?? GENESIS_HASH };
    return [...events, chainEvent(head, chain, '2026-01-01T00:00:00.000Z', entry(String(head.seq)))];
  }, []);
}

const entry = (cause: string) => ({ type: 'model-version-promoted', actor: 'gyre:test', cause });

function checkpoint(at: string, chains: ReadonlyMap<string, readonly StoredLedgerEvent[]>): Checkpoint {
  const heads = [...chains].flatMap(([chain, events]) => {
    const last = events.at(-1);
    return last === undefined ? [] : [{ chain, seq: last.seq, hash: last.hash }];
  });
  const statement = stateCheckpoint(at, heads);
  const value = sign('sha256', checkpointContent(statement), keys.privateKey).toString('base64');
  return {
    ...statement,
    signature: { algorithm: 'ECDSA_SHA_256', keyId: 'key', value, publicKeySha256: sha256Hex(pem) },
  };
}

function exported(modelEvents = 4, endpointEvents = 3): LedgerExport {
  const chains = new Map([
    [MODEL, build(MODEL, modelEvents)],
    [ENDPOINT, build(ENDPOINT, endpointEvents)],
  ]);
  const early = checkpoint('2026-01-01T00:05:00.000Z', new Map([[MODEL, build(MODEL, 2)]]));
  const late = checkpoint('2026-01-01T00:10:00.000Z', chains);
  return {
    chains,
    checkpoints: new Map([early, late].map((one) => [checkpointKey(one), one])),
    publicKeys: new Map([[sha256Hex(pem), pem]]),
  };
}

const withChain = (
  ledger: LedgerExport,
  chain: string,
  events: readonly StoredLedgerEvent[],
): LedgerExport => ({
  ...ledger,
  chains: new Map([...ledger.chains, [chain, events]]),
});

test('finds nothing in a ledger as it was written, and counts what no checkpoint covers', () => {
  const ledger = exported();
  expect(verifyLedger(ledger)).toEqual({
    isIntact: true,
    findings: [],
    chains: 2,
    events: 7,
    checkpoints: 2,
    eventsAfterLastCheckpoint: 0,
  });
  const longer = withChain(ledger, MODEL, build(MODEL, 6));
  expect(verifyLedger(longer)).toMatchObject({ isIntact: true, eventsAfterLastCheckpoint: 2 });
});

test('D-10 a tail that was cut off is found by the checkpoint that saw it', () => {
  const ledger = exported();
  const cut = withChain(ledger, MODEL, ledger.chains.get(MODEL)!.slice(0, -1));
  expect(verifyLedger(cut).findings).toEqual([
    {
      where: expect.stringContaining('00:10:00') as string,
      reason: expect.stringContaining('is missing') as string,
    },
  ]);
});

test('D-10 a tail that was written anew, with right hashes, is found by the checkpoint', () => {
  const ledger = exported();
  const events = ledger.chains.get(MODEL)!;
  const third = events[2]!;
  const forged = chainEvent({ seq: 3, hash: third.hash }, MODEL, third.at, entry('somebody else'));
  const verdict = verifyLedger(withChain(ledger, MODEL, [...events.slice(0, 3), forged]));
  expect(verdict.findings).toHaveLength(1);
  expect(verdict.findings[0]?.reason).toContain('is another');
});

test('D-10 a chain that vanished is found by the checkpoint', () => {
  const ledger = exported();
  const chains = new Map(ledger.chains);
  chains.delete(ENDPOINT);
  expect(verifyLedger({ ...ledger, chains }).isIntact).toBe(false);
});

test('D-10 a checkpoint that was edited in any field does not verify', () => {
  const ledger = exported();
  const [key, original] = [...ledger.checkpoints][1]!;
  const other = { ...original, at: '2026-01-01T00:11:00.000Z' };
  const edits: readonly Checkpoint[] = [
    other,
    { ...original, root: '0'.repeat(64) },
    { ...original, heads: original.heads.slice(1) },
    { ...original, heads: original.heads.toReversed() },
    { ...original, heads: original.heads.map((head) => ({ ...head, seq: head.seq - 1 })) },
    { ...original, signature: { ...original.signature, publicKeySha256: '1'.repeat(64) } },
    { ...original, signature: { ...original.signature, value: 'AAAA' } },
    stripped(original),
  ];
  for (const edited of edits) {
    const checkpoints = new Map([...ledger.checkpoints, [key, edited]]);
    expect(verifyLedger({ ...ledger, checkpoints }).isIntact).toBe(false);
  }
  // Renamed to fit the new time, the signature still tells.
  const renamed = new Map([[checkpointKey(other), other]]);
  expect(verifyLedger({ ...ledger, checkpoints: renamed }).findings).toEqual([
    { where: checkpointKey(other), reason: 'its signature does not fit' },
  ]);
});

/** The heads of another state, with their own root, under the old signature. */
function stripped(original: Checkpoint): Checkpoint {
  const { heads, root } = stateCheckpoint(original.at, original.heads.slice(1));
  return { ...original, heads, root };
}

test('D-10 two events of one transaction must name each other', () => {
  const model = chainEvent({ seq: 0, hash: GENESIS_HASH }, MODEL, 't', entry('a'), {
    chain: ENDPOINT,
    seq: 1,
  });
  const endpoint = chainEvent({ seq: 0, hash: GENESIS_HASH }, ENDPOINT, 't', entry('a'), {
    chain: MODEL,
    seq: 1,
  });
  const alone = chainEvent({ seq: 0, hash: GENESIS_HASH }, ENDPOINT, 't', entry('a'));
  const of = (other: StoredLedgerEvent): LedgerExport => ({
    chains: new Map([
      [MODEL, [model]],
      [ENDPOINT, [other]],
    ]),
    checkpoints: new Map(),
    publicKeys: new Map(),
  });
  expect(verifyLedger(of(endpoint)).isIntact).toBe(true);
  expect(verifyLedger(of(alone)).findings).toMatchObject([{ where: MODEL, index: 0 }]);
});

test('a statement does not depend on the order in which heads were read, and survives JSON', () => {
  const ledger = exported();
  const heads = [...ledger.checkpoints.values()][1]!.heads;
  fc.assert(
    fc.property(fc.shuffledSubarray(heads, { minLength: heads.length }), (shuffled) => {
      expect(stateCheckpoint('2026-01-01T00:10:00.000Z', shuffled)).toEqual(
        stateCheckpoint('2026-01-01T00:10:00.000Z', heads),
      );
    }),
    { seed: 3 },
  );
  for (const one of ledger.checkpoints.values()) {
    expect(checkpointSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
    expect(checkpointDigest(one)).toEqual(createHash('sha256').update(checkpointContent(one)).digest());
  }
});
