import { verify } from 'node:crypto';
import { type Checkpoint, checkpointContent, checkpointKey, rootOf } from './checkpoint.ts';
import { sha256Hex } from './identify.ts';
import { verifyChain } from './ledger.ts';
import type { StoredLedgerEvent } from './ledger-event.ts';

/** Everything the check needs, as exported: it asks nobody. */
export interface LedgerExport {
  /** By chain, in the order of their seq. */
  readonly chains: ReadonlyMap<string, readonly StoredLedgerEvent[]>;
  /** By object key, in any order. */
  readonly checkpoints: ReadonlyMap<string, Checkpoint>;
  /** PEM by the SHA-256 of the PEM. */
  readonly publicKeys: ReadonlyMap<string, string>;
}

export interface LedgerFinding {
  /** The chain, or the key of the checkpoint. */
  readonly where: string;
  /** Index of the first event that does not fit, from 0. */
  readonly index?: number;
  readonly reason: string;
}

export interface LedgerVerdict {
  readonly isIntact: boolean;
  readonly findings: readonly LedgerFinding[];
  readonly chains: number;
  readonly events: number;
  readonly checkpoints: number;
  /** Events that no checkpoint covers yet: only the chain itself speaks for them. */
  readonly eventsAfterLastCheckpoint: number;
}

/**
 * Checks chains, the links between them, and checkpoints: signature, root, and that what a checkpoint saw is still
 * what the chains say. A rewritten or cut tail passes the chain's own check and fails the checkpoint's.
 */
export function verifyLedger(ledger: LedgerExport): LedgerVerdict {
  const checkpoints = [...ledger.checkpoints.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const findings = [
    ...[...ledger.chains.entries()].flatMap(([chain, events]) => chainFindings(chain, events)),
    ...linkFindings(ledger.chains),
    ...checkpoints.flatMap(([key, checkpoint]) => checkpointFindings(key, checkpoint, ledger)),
  ];
  const newest = checkpoints.at(-1)?.[1];
  const covered = new Map(newest?.heads.map((head) => [head.chain, head.seq]));
  let events = 0;
  let uncovered = 0;
  for (const [chain, chainEvents] of ledger.chains) {
    events += chainEvents.length;
    uncovered += Math.max(0, chainEvents.length - (covered.get(chain) ?? 0));
  }
  return {
    isIntact: findings.length === 0,
    findings,
    chains: ledger.chains.size,
    events,
    checkpoints: checkpoints.length,
    eventsAfterLastCheckpoint: uncovered,
  };
}

function chainFindings(chain: string, events: readonly StoredLedgerEvent[]): LedgerFinding[] {
  const verdict = verifyChain(chain, events);
  return verdict.isIntact ? [] : [{ where: chain, index: verdict.firstBadIndex, reason: verdict.reason }];
}

/** Two events of one transaction name each other. */
function linkFindings(chains: LedgerExport['chains']): LedgerFinding[] {
  const findings: LedgerFinding[] = [];
  for (const [chain, events] of chains) {
    for (const [index, event] of events.entries()) {
      if (event.also === undefined) continue;
      const other = chains.get(event.also.chain)?.[event.also.seq - 1];
      if (other?.also?.chain === chain && other.also.seq === event.seq) continue;
      const reason = `names event ${event.also.seq} of ${event.also.chain}, which does not name it back`;
      findings.push({ where: chain, index, reason });
    }
  }
  return findings;
}

function checkpointFindings(key: string, checkpoint: Checkpoint, ledger: LedgerExport): LedgerFinding[] {
  const reasons: string[] = [];
  const { heads, root, signature } = checkpoint;
  const isSorted = heads.every((head, index) => index === 0 || (heads[index - 1]?.chain ?? '') < head.chain);
  if (!isSorted) reasons.push('its chain heads are not in order, or one is there twice');
  if (rootOf(heads) !== root) reasons.push('its root is not the root of its chain heads');
  if (!key.endsWith(checkpointKey(checkpoint))) reasons.push('its name is not made of its time and root');
  const pem = ledger.publicKeys.get(signature.publicKeySha256);
  if (pem === undefined) {
    reasons.push(`its public key ${signature.publicKeySha256} is missing`);
  } else if (sha256Hex(pem) !== signature.publicKeySha256) {
    reasons.push('its public key is another than the one it names');
  } else if (!isSigned(checkpoint, pem)) {
    reasons.push('its signature does not fit');
  }
  for (const { chain, seq, hash } of heads) {
    const found = ledger.chains.get(chain)?.[seq - 1]?.hash;
    if (found === hash) continue;
    const is = found === undefined ? 'is missing' : 'is another';
    reasons.push(`event ${seq} of ${chain}, which it saw, ${is}`);
  }
  return reasons.map((reason) => ({ where: key, reason }));
}

function isSigned(checkpoint: Checkpoint, pem: string): boolean {
  const signature = Buffer.from(checkpoint.signature.value, 'base64');
  try {
    // The key service signs a digest; `verify` hashes by itself, so it gets what the digest was made of.
    return verify('sha256', checkpointContent(checkpoint), pem, signature);
  } catch {
    return false;
  }
}
