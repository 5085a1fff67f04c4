import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FilePiece } from '#adapters/capture-files/file-pieces';
import { piecesFrom, sharedPieces } from '#adapters/capture-files/shared-pieces';

function piecesOf(count: number): readonly FilePiece[] {
  return Array.from({ length: count }, (_, file) => ({ file, path: `${file}`, from: 0, to: Infinity }));
}

test('whoever is faster, each piece is taken once, and each thread goes forward', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 90 }), fc.nat({ max: 89 }), fc.infiniteStream(fc.boolean()), (count, from, turns) => {
      const shared = sharedPieces(piecesOf(count));
      const taken: [number[], number[]] = [[], []];
      const takers = [piecesFrom(shared, 0), piecesFrom(shared, Math.min(from, count - 1))] as const;
      const hasEnded = [false, false];
      for (const isSecond of turns) {
        const taker = isSecond ? 1 : 0;
        const next = takers[taker].next();
        if (next.done !== true) taken[taker].push(next.value.file);
        else hasEnded[taker] = true;
        if (hasEnded.every(Boolean)) break;
      }
      for (const files of taken) expect(files).toEqual(files.toSorted((a, b) => a - b));
      expect(taken.flat().toSorted((a, b) => a - b)).toEqual(piecesOf(count).map(({ file }) => file));
    }),
  );
});

test('who has reached the other one takes the last two thirds of what that one has left', () => {
  const shared = sharedPieces(piecesOf(12));
  const other = piecesFrom(shared, 4);
  expect([4, 5].map(() => (other.next().value as FilePiece).file)).toEqual([4, 5]);
  expect([...piecesFrom(shared, 0)].map(({ file }) => file)).toEqual([0, 1, 2, 3, 8, 9, 10, 11]);
  expect([...other].map(({ file }) => file)).toEqual([6, 7]);
});
