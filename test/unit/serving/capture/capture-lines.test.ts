import fc from 'fast-check';
import { expect, test } from 'vitest';
import { captureLines, type CaptureText, TOO_LONG } from '#core/serving/capture/capture-lines';
import { csvCells, csvRow, csvRows } from '#core/serving/capture/csv-cells';

const MOST = 40;
async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]) {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}
async function linesOf(chunks: AsyncIterable<Uint8Array>, most = MOST) {
  const lines: CaptureText[] = [];
  for await (const some of captureLines(chunks, most)) lines.push(...some);
  return lines;
}

test('F-05 lines are the same however the bytes are cut, and one that is too long is not held', async () => {
  const line = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\r'), maxLength: 15 }),
    fc.constant('x'.repeat(MOST + 1)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 12 }),
      async (made, sizes) => {
        const expected = made.map((one) => (one.length > MOST ? TOO_LONG : one));
        if (expected.at(-1) === '') expected.pop();
        expect(await linesOf(chunksOf(Buffer.from(made.join('\n')), sizes))).toEqual(expected);
      },
    ),
    { numRuns: 500, seed: 4 },
  );
});

test('F-05 a line that never ends is not kept', async () => {
  const megabyte = Buffer.alloc(1 << 20, 'a');
  async function* endless() {
    for (let count = 0; count < 64; count += 1) yield megabyte;
    yield Buffer.from('\n{}\n');
  }
  const before = process.memoryUsage().heapUsed;
  expect(await linesOf(endless(), 1 << 21)).toEqual([TOO_LONG, '{}']);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(48 << 20);
});

test('F-05 cells that were written as a row are read as they were', () => {
  const cell = fc.oneof(fc.stringMatching(/^[a,"\n ]{0,4}$/), fc.string());
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (cells) => {
      expect(csvCells(csvRow(cells))).toEqual(cells);
    }),
    { numRuns: 1000, seed: 5 },
  );
});

test.each<[string, readonly string[]]>([
  ['1,"a\nb"\r\n2,c\r\n', ['1,"a\nb"', '2,c']],
  ['1,"a\n2,b\n', ['1,"a', '2,b']],
  ['5",1\n6",2', ['5",1', '6",2']],
  ['', []],
])('F-05 %j has the rows %j', (body, rows) => {
  expect(csvRows(body)).toEqual(rows);
});
