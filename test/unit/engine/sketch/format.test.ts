import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAllCounts, writeCounts } from '#core/engine/sketch/counts-code';
import { BitReader } from '#core/engine/sketch/bit-reader';
import { BitWriter } from '#core/engine/sketch/bit-writer';
import { crc32 } from '#core/engine/sketch/crc32';
import { readSketch } from '#core/engine/sketch/read-sketch';
import {
  addBadRecord,
  addWindowSketch,
  emptyWindowSketch,
  type WindowSketch,
} from '#core/engine/sketch/window-sketch';
import { FORMAT, writeSketch } from '#core/engine/sketch/write-sketch';
import { BadSketchError, BaselineMismatchError } from '#core/monitoring/errors';
import { seededRandom } from '#core/random';
import { CATEGORY_VALUES, categorySketch, numberSketch, realWindow } from './support/columns.ts';

const GOLDEN = join(import.meta.dirname, '../../../fixtures/sketches');

/** More were tried once, with the same end: 40,000. */
const MUTATIONS = 5000;

/** One of everything: what the golden file of each format holds. */
function everySketch(): WindowSketch {
  return {
    baseline: 'ct-2026-\u00e9',
    features: [
      numberSketch(['-1.5', '0', '-0', '3', '3', '1e-80', '1e80', '', 'km', 'Infinity', '-Infinity']),
      numberSketch([]),
      categorySketch(['red', 'red', 'violet', '\u4e2d', '', 'x'.repeat(100)]),
      categorySketch(Array.from({ length: 600 }, (_, at) => `name-${at % 300}`)),
    ],
    predictions: [numberSketch(['0.25', '0.75'])],
    coverage: {
      records: 7,
      rows: 11,
      duplicates: 2,
      badRecords: new Map([
        ['not-json', 3],
        ['__proto__', 1],
      ]),
    },
  };
}

describe('bytes of a sketch', () => {
  test.each([1])('of format %i are read for good', (format) => {
    const bytes = readFileSync(join(GOLDEN, `format-${format}.gysk`));
    expect(readSketch(bytes, 'golden')).toEqual(everySketch());
    // What is written today is the newest of them: a change of the bytes needs a new format and its golden file.
    if (format === FORMAT) expect(Buffer.from(writeSketch(everySketch())).equals(bytes)).toBe(true);
  });

  test('give the sketch again, and the same sketch the same bytes', () => {
    const window = realWindow(seededRandom('round trip'), 300).window;
    const bytes = writeSketch(window);
    expect(readSketch(bytes, 'x')).toEqual(window);
    expect(writeSketch(readSketch(bytes, 'x'))).toEqual(bytes);
    const other = everySketch();
    other.coverage.badRecords.clear();
    for (const reason of ['__proto__', 'not-json', 'not-json', 'not-json'])
      addBadRecord(other.coverage, reason);
    expect(writeSketch(other)).toEqual(writeSketch(everySketch()));
  });

  test('of 25 features as data of the field has them take 32 KB at most', () => {
    const bytes = writeSketch(realWindow(seededRandom('size'), 20_000).window);
    // 64 KB is the bound, and 32 KB packed: packing finds little more in them.
    expect(bytes.length).toBeLessThan(32 * 1024);
    expect(gzipSync(bytes).length).toBeLessThan(32 * 1024);
  });

  test('of counts are right for any counts', () => {
    const count = fc.oneof(fc.constant(0), fc.nat(20), fc.nat(1e6), fc.integer({ min: 0, max: 2 ** 50 }));
    fc.assert(
      fc.property(fc.array(count, { maxLength: 60 }), (counts) => {
        const writer = new BitWriter();
        writeCounts(writer, counts);
        const read = readAllCounts(new BitReader(writer.finish(), 'x'), counts.length);
        expect([...read]).toEqual(counts);
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });
});

describe('damaged bytes', () => {
  const whole = writeSketch(everySketch());
  const checked = (body: Uint8Array) => {
    const bytes = new Uint8Array(body.length + 4);
    bytes.set(body);
    new DataView(bytes.buffer).setUint32(body.length, crc32(body));
    return bytes;
  };
  /** @returns whether it was read; throws what is no error of ours */
  const isRead = (bytes: Uint8Array) => {
    try {
      readSketch(bytes, 'x');
      return true;
    } catch (error) {
      if (error instanceof BadSketchError) return false;
      throw error;
    }
  };

  test.each([
    ['nothing', new Uint8Array(0)],
    ['a few bytes', whole.slice(0, 6)],
    ['text', new TextEncoder().encode('{"format":1,"contestId":"ct-1"}')],
    ['a newer format', checked(Uint8Array.from(whole.slice(0, -4), (byte, at) => (at === 4 ? 9 : byte)))],
    ['more behind the end', checked(new Uint8Array([...whole.slice(0, -4), 0, 0]))],
    ['another order', whole.toReversed()],
  ])('%s are an error with a way out', (_, bytes) => {
    expect(() => readSketch(bytes, 'reports/a.gysk')).toThrow(BadSketchError);
    expect(isRead(bytes)).toBe(false);
  });

  test('a view on bytes elsewhere is read in its own bounds', () => {
    const around = new Uint8Array(whole.length + 20);
    around.set(whole, 7);
    expect(readSketch(around.subarray(7, 7 + whole.length), 'x')).toEqual(everySketch());
  });

  test('are told from whole ones, and end in no other error: 5,000 mutations', () => {
    const random = seededRandom('mutations');
    const draw = (below: number) => Math.floor(random() * below);
    const small = writeSketch({ ...everySketch(), features: everySketch().features.slice(0, 3) });
    let read = 0;
    for (let run = 0; run < MUTATIONS; run += 1) {
      const length = random() < 0.2 ? 5 + draw(small.length - 9) : small.length - 4;
      const body = small.slice(0, length);
      for (let left = 1 + draw(3); left > 0; left -= 1) body[draw(length)] = draw(256);
      // Half of them with a checksum that fits, so that the checks behind it have work.
      if (run % 2 === 0) read += isRead(checked(body)) ? 1 : 0;
      else {
        const bytes = small.slice(0, length + (random() < 0.2 ? draw(4) : 4));
        bytes[draw(bytes.length)]! ^= 1 + draw(255);
        if (isRead(bytes)) throw new Error(`mutation ${run} was read`);
      }
    }
    // A changed sum or name contradicts nothing.
    expect(read).toBeLessThan(0.3 * MUTATIONS);
  });
});

test('F-07 windows of different baselines are refused before anything is added', () => {
  const bins = {
    baseline: 'a',
    features: [{ kind: 'category', values: CATEGORY_VALUES }],
    predictions: [],
  } as const;
  const [to, other] = [emptyWindowSketch(bins), emptyWindowSketch({ ...bins, baseline: 'b' })];
  const wider = emptyWindowSketch({ ...bins, features: [...bins.features, ...bins.features] });
  other.coverage.records = wider.coverage.records = 1;
  expect(() => addWindowSketch(to, other)).toThrow(BaselineMismatchError);
  expect(() => addWindowSketch(to, wider)).toThrow(BaselineMismatchError);
  expect(to).toEqual(emptyWindowSketch(bins));
});

test('windows merge into that of all rows', () => {
  const twice = everySketch();
  addWindowSketch(twice, everySketch());
  expect(twice.coverage).toMatchObject({ records: 14, rows: 22, duplicates: 4 });
  expect(twice.coverage.badRecords.get('not-json')).toBe(6);
  expect(twice.features[0]).toMatchObject({ count: 14, infinite: 4, missing: { empty: 2, notANumber: 2 } });
});
