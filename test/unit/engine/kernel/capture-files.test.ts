import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countCaptureFile, type FileOptions } from '#adapters/capture-files/count-in-threads';
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

test('a packed file is the file', async () => {
  const path = join(folder, 'packed.jsonl.gz');
  writeFileSync(path, gzipSync(lines(true)));
  expectSame([await countCaptureFile(path, FILE), plainly(lines(true))]);
});

test('two threads count what one counts, to the rounding of sums', async () => {
  const path = join(folder, 'halves.jsonl');
  writeFileSync(path, lines(false));
  const counts = await countCaptureFile(path, { ...FILE, leastBytesForThreads: 0 });
  const plain = plainly(lines(false));
  expect(counts.coverage).toEqual(plain.coverage);
  expect(counts.coverage.duplicates).toBe(0);
  for (const [start, window] of plain.windows) expectSameWindow(counts.windows.get(start)!, window);
});

test('a call that stands in both halves counts once', async () => {
  const path = join(folder, 'repeated.jsonl');
  writeFileSync(path, lines(true));
  const counts = await countCaptureFile(path, { ...FILE, leastBytesForThreads: 0 });
  expect(counts.coverage.duplicates).toBeGreaterThan(20);
  expectSame([counts, plainly(lines(true))]);
});
