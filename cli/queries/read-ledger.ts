/** A whole ledger out of registry and audit bucket, in the form in which it is verified and exported. */
import { AGGREGATE_KINDS, type Aggregate } from '#core/registry/aggregate';
import {
  CHECKPOINT_PREFIX,
  type Checkpoint,
  checkpointSchema,
  PUBLIC_KEY_PREFIX,
} from '#core/registry/checkpoint';
import { partitionKey } from '#core/registry/keys';
import type { StoredLedgerEvent } from '#core/registry/ledger-event';
import type { LedgerExport, LedgerFinding } from '#core/registry/verify-ledger';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';

/** What could be read, and what was found wrong while reading it. */
export interface LedgerReading {
  readonly ledger: LedgerExport;
  readonly findings: readonly LedgerFinding[];
}

/** Reads at once. */
const CONCURRENT_READS = 10;
const PEM_NAME = /([0-9a-f]{64})\.pem$/;

/**
 * Checkpoints first, chains second: chains only grow, so whatever a checkpoint saw must be in them. The index may not
 * list a new aggregate yet, so aggregates that a checkpoint names are read as well.
 */
export async function readLedger(
  registry: Registry,
  store: ObjectStore,
  auditBucket: string,
): Promise<LedgerReading> {
  const findings: LedgerFinding[] = [];
  const publicKeys = new Map<string, string>();
  for await (const { key } of store.list(auditBucket, PUBLIC_KEY_PREFIX)) {
    const sha256 = PEM_NAME.exec(key)?.[1];
    if (sha256 !== undefined) publicKeys.set(sha256, await store.readText({ bucket: auditBucket, key }));
  }
  const checkpoints = new Map<string, Checkpoint>();
  for await (const { key } of store.list(auditBucket, CHECKPOINT_PREFIX)) {
    const parsed = parseCheckpoint(await store.readText({ bucket: auditBucket, key }));
    if (parsed === undefined) findings.push({ where: key, reason: 'is no checkpoint' });
    else checkpoints.set(key, parsed);
  }
  const aggregates = await allAggregates(registry, checkpoints.values());
  const chains = new Map<string, readonly StoredLedgerEvent[]>();
  for (let start = 0; start < aggregates.length; start += CONCURRENT_READS) {
    const batch = aggregates.slice(start, start + CONCURRENT_READS).map(async (aggregate) => {
      // The head first: the chain may grow in between, never shrink.
      const head = await registry.head(aggregate);
      return { chain: partitionKey(aggregate), head, events: await registry.readLedger(aggregate) };
    });
    for (const { chain, head, events } of await Promise.all(batch)) {
      chains.set(chain, events);
      if (head.seq > 0 && events[head.seq - 1]?.hash !== head.hash) {
        findings.push({ where: chain, index: head.seq - 1, reason: 'is not the event that the head names' });
      }
    }
  }
  return { ledger: { chains, checkpoints, publicKeys }, findings };
}

export function parseCheckpoint(text: string): Checkpoint | undefined {
  try {
    return checkpointSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function allAggregates(
  registry: Registry,
  checkpoints: Iterable<Checkpoint>,
): Promise<readonly Aggregate[]> {
  const found = new Map<string, Aggregate>();
  for (const kind of AGGREGATE_KINDS) {
    for (const name of await registry.listAggregates(kind))
      found.set(partitionKey({ kind, name }), { kind, name });
  }
  for (const { heads } of checkpoints) {
    for (const { chain } of heads) {
      const aggregate = aggregateOf(chain);
      if (aggregate !== undefined) found.set(chain, aggregate);
    }
  }
  return [...found.values()];
}

/** The reverse of `partitionKey`. */
function aggregateOf(chain: string): Aggregate | undefined {
  const [tenant, kindText, ...name] = chain.split('#');
  const kind = AGGREGATE_KINDS.find((each) => each === kindText);
  if (tenant === undefined || kind === undefined || name.length === 0) return undefined;
  return { tenant, kind, name: name.join('#') };
}
