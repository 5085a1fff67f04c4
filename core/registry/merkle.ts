import { createHash } from 'node:crypto';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/**
 * Root of a Merkle tree over texts, as 64 hex digits: one hash that stands for all of them in this order.
 *
 * Leaves and nodes are hashed under different first bytes, so that no inner node can pass for a leaf; the left
 * subtree is the largest full one, so that the shape follows from the number of leaves alone.
 *
 * @param leaves in the order that counts; none gives the hash of nothing
 * @example merkleRoot([]).slice(0, 8) // 'e3b0c442'
 * @see RFC 6962 section 2.1 (B. Laurie, A. Langley, E. Kasper, 2013)
 */
export function merkleRoot(leaves: readonly string[]): string {
  if (leaves.length === 0) return createHash('sha256').digest('hex');
  return hashSubtree(leaves).toString('hex');
}

function hashSubtree(leaves: readonly string[]): Buffer {
  const [first] = leaves;
  if (leaves.length === 1 && first !== undefined) {
    return createHash('sha256').update(LEAF).update(first).digest();
  }
  const split = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return createHash('sha256')
    .update(NODE)
    .update(hashSubtree(leaves.slice(0, split)))
    .update(hashSubtree(leaves.slice(split)))
    .digest();
}
