import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { merkleRoot } from '#core/registry/merkle';

const hash = (...parts: (string | Uint8Array)[]) => {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part);
  return sum.digest();
};
const leaf = (text: string) => hash(Uint8Array.of(0), text);
const node = (left: Buffer, right: Buffer) => hash(Uint8Array.of(1), left, right);

test('is the tree of RFC 6962 for none, one, two and seven leaves', () => {
  expect(merkleRoot([])).toBe(hash('').toString('hex'));
  expect(merkleRoot(['a'])).toBe(leaf('a').toString('hex'));
  expect(merkleRoot(['a', 'b'])).toBe(node(leaf('a'), leaf('b')).toString('hex'));
  const left = node(node(leaf('a'), leaf('b')), node(leaf('c'), leaf('d')));
  const right = node(node(leaf('e'), leaf('f')), leaf('g'));
  expect(merkleRoot(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe(node(left, right).toString('hex'));
});

test('changes with any leaf, with their order and with their number', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 20 }), fc.nat(), (leaves, at) => {
      const root = merkleRoot(leaves);
      const index = at % leaves.length;
      expect(merkleRoot(leaves.with(index, `${leaves[index] ?? ''}!`))).not.toBe(root);
      expect(merkleRoot(leaves.toSpliced(index, 1))).not.toBe(root);
      expect(merkleRoot([...leaves, leaves[index] ?? ''])).not.toBe(root);
      if (leaves.length > 1) expect(merkleRoot(leaves.toReversed())).not.toBe(root);
    }),
    { seed: 62 },
  );
});
