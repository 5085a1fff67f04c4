import { expect, test } from 'vitest';
import { seededRandom } from '#core/random';
import { passOf } from '#test/unit/data/support/exact-pass';
import { tripCells, TRIPS_HEADER, tripsDataset } from '#test/unit/data/support/datasets';

/** Mutated files in CI; the same seed finds the same files, and more of them are found by a larger number. */
const FILES = Number(process.env['FUZZ_FILES'] ?? 100_000);
const BATCH = 10_000;
const LONGEST_FILE_MILLISECONDS = 1000;
/** Bytes that mean something in a table, and some that mean nothing. */
const PIECES = [
  '"',
  ',',
  '\n',
  '\r\n',
  '\r',
  '""',
  ';',
  'e',
  '-',
  '.',
  '0',
  '9',
  'Z',
  'T',
  ' ',
  '\0',
  '\u20ac',
  '\ufeff',
]
  .map((text) => Buffer.from(text))
  .concat([
    Buffer.from([0xff]),
    Buffer.from([0xc3]),
    Buffer.from('1'.repeat(30)),
    Buffer.from('x'.repeat(300)),
  ]);
const datasets = ['reject', 'warn', 'quarantine-rows'].map((onBreach) =>
  tripsDataset({ onBreach, crossColumn: [{ left: 'stops', operator: '<=', right: 'km' }] }),
);

function baseFile(): Buffer {
  const rows = ['a', 'b', 'c'].map((id, at) =>
    tripCells({ id, km: `${at + 4}.25`, late: at === 1 ? '' : '0' }).join(','),
  );
  return Buffer.from(`${[TRIPS_HEADER, ...rows].join('\n')}\n`);
}

test('A-08 mutated files: in blocks, row by row or cell by cell, the same answer, no uncaught error, no hang, no growth', async () => {
  const random = seededRandom('uploads');
  const below = (limit: number) => Math.floor(random() * limit);
  const base = baseFile();
  const mutate = (file: Buffer): Buffer => {
    const at = below(file.length + 1);
    const end = Math.min(file.length, at + (below(3) === 0 ? below(40) : below(2)));
    const from = below(file.length);
    const piece =
      below(4) === 0
        ? file.subarray(from, from + below(60))
        : (PIECES[below(PIECES.length)] ?? Buffer.alloc(0));
    return Buffer.concat([file.subarray(0, at), piece, file.subarray(end)]);
  };
  const outcomes = new Map<string, number>();
  let slowest = 0;
  let firstHeap = 0;
  for (let index = 0; index < FILES; index += 1) {
    let file = base;
    for (let times = 1 + below(3); times > 0; times -= 1) file = mutate(file);
    const dataset = datasets[index % datasets.length] ?? tripsDataset();
    const start = performance.now();
    const scanned = await passOf(file, dataset, index % 2 === 0 ? 'first-row' : 'nowhere');
    slowest = Math.max(slowest, performance.now() - start);
    const exact = await passOf(file, dataset, 'exact');
    const [left, right] = [JSON.stringify(scanned), JSON.stringify(exact)];
    if (left !== right) expect({ file: file.toString('latin1'), left }).toEqual({ right });
    const outcome =
      scanned.facts.failure?.reason ?? (scanned.facts.rejectedRows > 0 ? 'rejected rows' : 'good');
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (index === BATCH) firstHeap = process.memoryUsage().heapUsed;
  }
  expect(slowest).toBeLessThan(LONGEST_FILE_MILLISECONDS);
  expect(process.memoryUsage().heapUsed - firstHeap).toBeLessThan(64 * 1024 ** 2);
  // A fuzzer that reaches one outcome only proves nothing.
  for (const reached of ['good', 'rejected rows', 'ragged-row', 'unbalanced-quote', 'not-utf-8', 'nul-byte'])
    expect(outcomes.get(reached) ?? 0).toBeGreaterThan(FILES / 1000);
});
