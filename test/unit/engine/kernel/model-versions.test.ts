import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countCaptureFile, type FileOptions } from '#adapters/capture-files/count-in-threads';
import type { CaptureCounts } from '#core/engine/kernel/capture-counter';
import { readCallOf } from '#core/engine/kernel/read-call';
import { referenceBins } from '#core/monitoring/reference-bins';
import { seededRandom } from '#core/random';
import { captureLine } from '#core/serving/capture-record';
import { expectSameWindow } from '../sketch/support/same-sketch.ts';
import { countBoth, expectSame } from './support/both-counters.ts';

const RECORDS = 2000;
const NUMBER = {
  kind: 'number' as const,
  bins: referenceBins(Array.from({ length: 300 }, (_, at) => at / 3)),
};
const BINS = { baseline: 'a baseline', features: [NUMBER], predictions: [NUMBER] };
const FILE: FileOptions = { bins: BINS, bucket: '1h', idCapacity: 2 * RECORDS, leastBytesForThreads: 0 };
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'versions-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A line of the front door, or of native capture for none; digits that might be a version's stand everywhere. */
function line(at: number, version: number | undefined, purpose: 'live' | 'smoke' = 'live'): string {
  const random = seededRandom(`version ${at}`);
  const time = `2026-10-0${1 + (at % 2)}T1${at % 3}:12:1${at % 10}Z`;
  const text = captureLine(
    {
      ...{ eventId: `${at}12`, inferenceId: `1${at}`, inferenceTime: time, attributes: { purpose } },
      ...{ inputs: [(random() * 120).toFixed(2)], outputs: [(random() * 120).toFixed(1)] },
      ...{ rowIds: [`${at}#0`], eventTimes: [time] },
    },
    version ?? 1,
  );
  return version === undefined
    ? text.replace(/,"gyre":.*$/, '}').replace(/"inferenceId":"\d+",/, '')
    : text;
}

/** The version behind the hole that row ids and times are, where the line ends. */
const versionLast = (text: string) => text.replace(/("gyre":\{)("modelVersion":\d+),(.*)\}\}$/, '$1$3,$2}}');

/** Versions in turn. */
function linesOf(versions: readonly (number | undefined)[]): readonly (readonly [number | undefined, string])[] {
  return Array.from({ length: RECORDS }, (_, at) => {
    const version = versions[at % versions.length];
    return [version, line(at, version)];
  });
}

test.each([
  ['in turn', [1, 2], (text: string) => text],
  ['whose digits begin alike', [1, 10, 2, 12, 1], (text: string) => text],
  ['where the line ends', [1, 10, 2, 12, 1], versionLast],
  ['beside calls that name none', [undefined, 12, undefined, 2], (text: string) => text],
])('finds every version that calls name: %s', async (_, versions, change) => {
  const named = new Set(versions.filter((version) => version !== undefined));
  const text = linesOf(versions)
    .map(([, each]) => change(each))
    .join('\n');
  let asked = 0;
  const read = readCallOf();
  const readCall = (each: string) => {
    asked += 1;
    return read(each);
  };
  const both = countBoth([[Buffer.from(text)]], { bins: BINS, idCapacity: 2 * RECORDS, readCall });
  expectSame(both);
  expect(both[0].modelVersions).toEqual(named);
  // The kernel leaves one line of each shape.
  expect(asked - RECORDS).toBe(new Set(versions).size);
  const path = join(folder, 'versions.jsonl');
  writeFileSync(path, text);
  expect((await countCaptureFile(path, FILE)).modelVersions).toEqual(named);
});

test('a version that the second half alone has is found by its thread', async () => {
  const path = join(folder, 'late.jsonl');
  const last = line(RECORDS, 12);
  writeFileSync(path, [...linesOf([1]).map(([, text]) => text), last].join('\n'));
  expect((await countCaptureFile(path, FILE)).modelVersions).toEqual(new Set([1, 12]));
});

test('smoke tests name no version, nor do lines that cannot be read; a repeated call does', () => {
  const lines = [
    line(1, 1),
    line(2, 2, 'smoke'),
    line(3, 10).replace('"eventVersion":"0"', '"eventVersion":"1"'),
    line(1, 12),
  ];
  const both = countBoth([[Buffer.from(lines.join('\n'))]], { bins: BINS });
  expectSame(both);
  expect(both[0].modelVersions).toEqual(new Set([1, 12]));
});

test.each([1, 3])('the calls of version %d alone are counted as if no other were there', async (version) => {
  const all = linesOf([1, 2, 10, 12, undefined]);
  const own = all.filter(([named]) => named === undefined || named === version);
  const terms = { version };
  const options = { bins: BINS, idCapacity: 2 * RECORDS, readCall: readCallOf(terms) };
  const count = (lines: typeof all) => countBoth([[Buffer.from(lines.map(([, text]) => text).join('\n'))]], options);
  const [both, alone] = [count(all), count(own)];
  expectSame(both);
  expectSame([withoutOthers(both[0]), alone[0]]);
  expect(both[0].coverage.badRecords).toEqual(new Map([['other-version', all.length - own.length]]));
  const path = join(folder, 'several.jsonl');
  writeFileSync(path, all.map(([, text]) => text).join('\n'));
  const threads = await countCaptureFile(path, { ...FILE, terms });
  expect(threads.coverage).toEqual(both[0].coverage);
  expect(threads.modelVersions).toEqual(both[0].modelVersions);
  for (const [start, window] of alone[0].windows) expectSameWindow(threads.windows.get(start)!, window);
});

function withoutOthers(counts: CaptureCounts): CaptureCounts {
  return { ...counts, coverage: { ...counts.coverage, badRecords: new Map() } };
}
