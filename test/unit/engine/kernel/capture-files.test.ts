import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  countCaptureFile,
  countCaptureFiles,
  type FileOptions,
} from '#adapters/capture-files/count-in-threads';
import { plainCaptureCounter } from '#core/engine/kernel/plain-counter';
import { seededRandom } from '#core/random';
import { expectSameWindow } from '../sketch/support/same-sketch.ts';
import { expectSame, OPTIONS } from './support/both-counters.ts';
import { BINS, captureText } from './support/capture-lines.ts';

const LINES = 800;
const FILE: FileOptions = { bins: BINS, bucket: '1d', idCapacity: 5000 };
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'captures-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Ids that are not repeated, unless they are asked for. */
function lines(isRepeating: boolean): string {
  return Array.from({ length: LINES }, (_, at) => {
    const text = captureText(seededRandom(`file ${at}`));
    return isRepeating ? text : text.replaceAll('"eventId":"', `"eventId":"${at} `);
  }).join('\n');
}

function plainly(text: string) {
  const counter = plainCaptureCounter({ ...OPTIONS, ...FILE });
  counter.push(Buffer.from(text));
  return counter.finish();
}

test('a packed file is the file, whatever it is called', async () => {
  for (const [name, pack] of [
    ['packed.jsonl.gz', gzipSync],
    ['packed.jsonl', zstdCompressSync],
  ] as const) {
    const path = join(folder, name);
    writeFileSync(path, pack(lines(true)));
    expectSame([await countCaptureFile(path, FILE), plainly(lines(true))]);
  }
});

test.each([1, 1000, 65_536])('two threads count what one counts, in pieces of %d bytes', async (pieceBytes) => {
  const path = join(folder, 'halves.jsonl');
  writeFileSync(path, lines(false));
  const counts = await countCaptureFile(path, { ...FILE, leastBytesForThreads: 0, pieceBytes });
  const plain = plainly(lines(false));
  expect(counts.coverage).toEqual(plain.coverage);
  expect(counts.coverage.duplicates).toBe(0);
  for (const [start, window] of plain.windows) expectSameWindow(counts.windows.get(start)!, window);
});

test('a call that stands in both halves counts once', async () => {
  const path = join(folder, 'repeated.jsonl');
  writeFileSync(path, lines(true));
  const counts = await countCaptureFile(path, { ...FILE, leastBytesForThreads: 0, pieceBytes: 4096 });
  expect(counts.coverage.duplicates).toBeGreaterThan(20);
  expectSame([counts, plainly(lines(true))]);
});

/** One set of lines in several files: some packed, one empty, one without a single line that can be read. */
function manyFiles(isRepeating: boolean): readonly string[] {
  const all = lines(isRepeating).split('\n');
  const parts = [
    all.slice(0, 90),
    [],
    all.slice(90, 500),
    ['{}', 'no record'],
    all.slice(500, 700),
    all.slice(700),
  ];
  return parts.map((part, at) => {
    const path = join(folder, `part-${at}-${String(isRepeating)}`);
    writeFileSync(path, at === 4 ? gzipSync(part.join('\n')) : part.join('\n'));
    return path;
  });
}

test.each([false, true])(
  'several files are one, by one thread and by two (repeated calls: %s)',
  async (isRepeating) => {
    const paths = manyFiles(isRepeating);
    const plain = plainly(`${lines(isRepeating)}\n{}\nno record`);
    const alone = await countCaptureFiles(paths, FILE);
    const both = await countCaptureFiles(paths, { ...FILE, leastBytesForThreads: 0, pieceBytes: 10_000 });
    for (const { counts, files, failure } of [alone, both]) {
      expect(failure).toBeUndefined();
      expect(counts.coverage).toEqual(plain.coverage);
      expect(counts.times).toEqual(plain.times);
      for (const [start, window] of plain.windows) expectSameWindow(counts.windows.get(start)!, window);
      const total = (facts: readonly number[]) => facts.reduce((sum, fact) => sum + fact, 0);
      expect(total(files.map(({ rows }) => rows))).toBe(plain.coverage.rows);
      expect(files[1]).toEqual({ records: 0, rows: 0, duplicates: 0, badRecords: new Map() });
      expect(files[3]).toMatchObject({
        rows: 0,
        badRecords: new Map([
          ['wrong-shape', 1],
          ['not-json', 1],
        ]),
      });
    }
    expect(both.files).toEqual(alone.files);
    expect([...both.counts.coverage.badRecords]).toEqual([...alone.counts.coverage.badRecords]);
  },
);

test('a thing that cannot be read ends the counting there, also where it would be cut', async () => {
  const [first = '', , third = ''] = manyFiles(false);
  const paths = [first, folder, third];
  for (const leastBytesForThreads of [0, Infinity]) {
    const options = { ...FILE, leastBytesForThreads, pieceBytes: 10 };
    const { files, failure } = await countCaptureFiles(paths, options);
    expect(failure).toMatchObject({ code: 'EISDIR' });
    expect(files).toHaveLength(1);
  }
});

test('a file that is damaged ends the counting there, and is told by its place', async () => {
  const [first = '', , third = '', , fourth = '', last = ''] = manyFiles(false);
  const damaged = join(folder, 'damaged');
  writeFileSync(damaged, gzipSync(lines(false)).subarray(0, 5000));
  for (const leastBytesForThreads of [0, Infinity]) {
    for (const paths of [
      [damaged, first, third, fourth],
      [first, third, damaged, last],
      [first, third, fourth, damaged],
    ]) {
      const options = { ...FILE, leastBytesForThreads, pieceBytes: 10_000 };
      const { files, failure } = await countCaptureFiles(paths, options);
      expect(failure).toBeInstanceOf(Error);
      expect(files).toHaveLength(paths.indexOf(damaged));
    }
  }
  await expect(countCaptureFile(damaged, FILE)).rejects.toThrow('unexpected end of file');
});
