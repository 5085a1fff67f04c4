import { canonicalJson } from './canonical-json.ts';
import { ItemTooLargeError, TransitionPlanError } from './errors.ts';
import { HEAD_KEY, LEDGER_PREFIX } from './keys.ts';
import type { LedgerEntry } from './ledger-event.ts';

/** DynamoDB takes 400 KB an item; below that there is room for keys, counters and its own way of counting. */
export const LARGEST_ITEM_BYTES = 300 * 1024;
/** Ledger events hold ids, digests and numbers: one that is larger holds something else. */
export const LARGEST_EVENT_BYTES = 32 * 1024;
/** DynamoDB takes 100 actions a transaction; two heads and two events are ours. */
export const MOST_WRITES = 96;
/** DynamoDB takes 4 MB a transaction. */
const LARGEST_TRANSITION_BYTES = 3 * 1024 * 1024;

interface PlannedPart {
  /** Partition key of the aggregate. */
  readonly chain: string;
  readonly writes: readonly { readonly sk: string; readonly data: Readonly<Record<string, unknown>> }[];
  readonly event: LedgerEntry;
}

/**
 * Refuses a transition that the table would refuse, or must never see, before anything is sent.
 * @param parts  one for each aggregate that changes
 * @throws ItemTooLargeError, TransitionPlanError
 */
export function assertTransitionFits(parts: readonly PlannedPart[]): void {
  const chains = new Set(parts.map((part) => part.chain));
  if (chains.size !== parts.length) {
    throw planError(parts[0]?.chain ?? '', 'one aggregate, named twice', 'put all writes into one part');
  }
  let totalBytes = 0;
  for (const { chain, writes, event } of parts) {
    totalBytes += assertSize(`${chain} event ${event.type}`, event, LARGEST_EVENT_BYTES);
    const keys = new Set<string>();
    for (const { sk, data } of writes) {
      if (sk === HEAD_KEY || sk.startsWith(LEDGER_PREFIX)) {
        throw planError(chain, `a write to ${sk}`, 'leave the head and the ledger to the registry');
      }
      if (keys.has(sk)) throw planError(chain, `two writes to ${sk}`, 'merge them into one');
      keys.add(sk);
      totalBytes += assertSize(`${chain} ${sk}`, data, LARGEST_ITEM_BYTES);
    }
  }
  const writes = parts.reduce((sum, part) => sum + part.writes.length, 0);
  if (writes > MOST_WRITES || totalBytes > LARGEST_TRANSITION_BYTES) {
    throw new ItemTooLargeError('the transition is too large for one transaction', {
      where: parts.map((part) => part.chain).join(', '),
      received: `${writes} writes, ${totalBytes} bytes`,
      allowed: `at most ${MOST_WRITES} writes and ${LARGEST_TRANSITION_BYTES} bytes`,
      fix: 'write the content to S3 by its SHA-256 and keep the key in one item',
    });
  }
}

function assertSize(where: string, content: unknown, largestBytes: number): number {
  const sizeBytes = Buffer.byteLength(canonicalJson(content));
  if (sizeBytes <= largestBytes) return sizeBytes;
  throw new ItemTooLargeError('the item is too large for the registry', {
    where,
    received: `${sizeBytes} bytes`,
    allowed: `at most ${largestBytes} bytes`,
    fix: 'write the content to S3 by its SHA-256 and keep the key in the item',
  });
}

function planError(where: string, received: string, fix: string): TransitionPlanError {
  return new TransitionPlanError('the transition is planned wrongly', {
    where,
    received,
    allowed: 'each item once, of two different aggregates at most',
    fix,
  });
}
