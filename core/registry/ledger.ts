import { canonicalJson } from './canonical-json.ts';
import { sha256Hex } from './identify.ts';
import type { LedgerEntry, StoredLedgerEvent } from './ledger-event.ts';

/** The hash before the first event of any chain. */
export const GENESIS_HASH = '0'.repeat(64);

/** Where a chain stands: its newest event. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/**
 * The next event of a chain: its hash covers the event and the hash before it, so that no event can be changed,
 * removed or reordered without breaking every later one.
 */
export function chainEvent(
  head: ChainHead,
  chain: string,
  at: string,
  entry: LedgerEntry,
  also?: { readonly chain: string; readonly seq: number },
): StoredLedgerEvent {
  const content = {
    chain,
    seq: head.seq + 1,
    prevHash: head.hash,
    at,
    ...entry,
    ...(also === undefined ? {} : { also }),
  };
  return { ...content, hash: sha256Hex(canonicalJson(content)) };
}

export type ChainVerdict =
  | { readonly isIntact: true; readonly head: ChainHead }
  | { readonly isIntact: false; readonly firstBadIndex: number; readonly reason: string };

/** Checks a whole chain from its first event. @returns the head, or the index of the first event that does not fit. */
export function verifyChain(chain: string, events: readonly StoredLedgerEvent[]): ChainVerdict {
  let head: ChainHead = { seq: 0, hash: GENESIS_HASH };
  for (const [index, event] of events.entries()) {
    const { hash, ...content } = event;
    const broken = (reason: string): ChainVerdict => ({ isIntact: false, firstBadIndex: index, reason });
    if (event.chain !== chain) return broken(`belongs to chain ${event.chain}`);
    if (event.seq !== head.seq + 1) return broken(`has seq ${event.seq}, expected ${head.seq + 1}`);
    if (event.prevHash !== head.hash) return broken('does not follow the event before it');
    if (sha256Hex(canonicalJson(content)) !== hash) return broken('was changed after it was written');
    head = { seq: event.seq, hash };
  }
  return { isIntact: true, head };
}
