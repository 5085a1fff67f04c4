import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FilePiece } from '#adapters/capture-files/file-pieces';
import { firstPieces, secondPieces, sharedPieces } from '#adapters/capture-files/shared-pieces';

function piecesOf(count: number): readonly FilePiece[] {
  return Array.from({ length: count }, (_, file) => ({ file, path: `${file}`, from: 0, to: Infinity }));
}

test('whoever is faster, each piece is taken once, and each thread goes forward', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.nat({ max: 39 }),
      fc.array(fc.boolean()),
      (count, before, turns) => {
        const shared = sharedPieces(piecesOf(count), Math.min(before, count - 1));
        const takers = [firstPieces(shared), secondPieces(shared)] as const;
        const taken: number[][] = [[], []];
        for (const isSecond of [...turns, ...Array<boolean>(count + 1).fill(true), ...Array<boolean>(count + 1).fill(false)]) {
          const next = takers[isSecond ? 1 : 0].next();
          if (next.done !== true) taken[isSecond ? 1 : 0]?.push(next.value.file);
        }
        for (const files of taken) expect(files).toEqual(files.toSorted((a, b) => a - b));
        expect(taken.flat().toSorted((a, b) => a - b)).toEqual(piecesOf(count).map(({ file }) => file));
      },
    ),
  );
});

test('the first thread takes the second half of what the other one has left', () => {
  const shared = sharedPieces(piecesOf(12), 4);
  const other = secondPieces(shared);
  expect([4, 5].map(() => (other.next().value as FilePiece).file)).toEqual([4, 5]);
  expect([...firstPieces(shared)].map(({ file }) => file)).toEqual([0, 1, 2, 3, 9, 10, 11]);
  expect([...other].map(({ file }) => file)).toEqual([6, 7, 8]);
});
