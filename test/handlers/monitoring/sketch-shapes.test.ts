/** Objects of every shape and packing give the sketch of the same rows in plain CSV. */
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parseSketch } from '#core/monitoring/stored-sketch';
import {
  INPUT_SHAPES,
  nativeLine,
  OUTPUT_SHAPES,
  type SentRow,
  sideOf,
} from '#test/unit/serving/capture/support/shapes';
import { type MonitoringRoom, monitoringRoom, watchedModel } from './support/monitoring-room.ts';

const NAMES = ['distance', 'stops'];
const ROWS: readonly SentRow[] = ['3.5', '1e1', '0.25'].map((distance, at) => ({
  cells: [{ number: distance }, at === 1 ? null : { number: String(at) }],
  answer: String(2 * Number(distance)),
}));
const HOUR = 'gyre-test-ride-time/v1/2024/04/30/08';
const plain = () =>
  nativeLine(sideOf(INPUT_SHAPES['CSV']!(ROWS, NAMES), false), sideOf(OUTPUT_SHAPES['CSV']!(ROWS), false));

/** What the one sketch of an object says, apart from the object's name. */
async function sketched(room: MonitoringRoom, name: string, body: string | Uint8Array) {
  const key = `${HOUR}/${name}`;
  await room.store.write({ bucket: 'capture', key }, body, 'application/json');
  await room.told(key);
  for (const sketch of await room.sketches()) {
    const { source, ...counts } = parseSketch(
      await room.store.readText({ bucket: 'reports', key: sketch }),
      sketch,
    );
    if (source.key === key) return counts;
  }
  throw new Error(`no sketch of ${key}`);
}

test('F-05 every shape of a request and of an answer is counted like plain CSV', async () => {
  const room = await monitoringRoom();
  const expected = await sketched(room, 'plain.jsonl', plain());
  expect(expected).toMatchObject({ rows: 3, coverage: { records: 1, badRecords: {} } });
  const csvOut = OUTPUT_SHAPES['CSV']!(ROWS);
  for (const [index, [, input]] of Object.entries(INPUT_SHAPES).entries()) {
    const line = nativeLine(sideOf(input(ROWS, NAMES), index % 2 === 0), sideOf(csvOut, false));
    expect(await sketched(room, `input-${index}.jsonl`, line)).toEqual(expected);
  }
  for (const [index, [, output]] of Object.entries(OUTPUT_SHAPES).entries()) {
    const line = nativeLine(
      sideOf(INPUT_SHAPES['CSV']!(ROWS, NAMES), false),
      sideOf(output(ROWS), index % 2 === 0),
    );
    expect(await sketched(room, `output-${index}.jsonl`, line)).toEqual(expected);
  }
});

test('F-05 a column of the answer that the model declares is counted as its prediction', async () => {
  const room = await monitoringRoom(
    watchedModel({ serving: { capture: 'native', answerColumn: 'probabilities' } }),
  );
  const answers = JSON.stringify({ predictions: [1, 1, 1], probabilities: ROWS.map(({ answer }) => answer) });
  const output = { type: 'application/json', text: answers };
  const line = nativeLine(sideOf(INPUT_SHAPES['CSV']!(ROWS, NAMES), false), sideOf(output, true));
  const { prediction } = await sketched(room, 'a.jsonl', line);
  expect(prediction).toEqual((await sketched(await monitoringRoom(), 'a.jsonl', plain())).prediction);
});

test('F-05 every packing is unpacked, whatever the name says', async () => {
  const room = await monitoringRoom();
  const text = `\ufeff${plain()}\r\n\r\n`;
  const expected = await sketched(room, 'plain.jsonl', plain());
  const packed: readonly (readonly [string, string | Uint8Array])[] = [
    ['a.jsonl', text],
    ['b.jsonl.gz', gzipSync(text)],
    ['c.jsonl.zst', zstdCompressSync(text)],
    ['d.jsonl', gzipSync(text)],
    ['e.jsonl.gz', text],
    ['f.jsonl.gz', Buffer.concat([gzipSync(text.slice(0, 40)), gzipSync(text.slice(40))])],
  ];
  for (const [name, body] of packed) expect(await sketched(room, name, body)).toEqual(expected);
});

test.each([
  ['gzip', gzipSync],
  ['Zstandard', zstdCompressSync],
] as const)('F-05 a broken archive of %s says so, beside what could be read', async (_, pack) => {
  const room = await monitoringRoom();
  const whole = pack(`${plain()}\n`.repeat(3));
  const { coverage } = await sketched(room, 'a.jsonl.zip.jsonl', whole.subarray(0, whole.length - 4));
  expect(coverage.badRecords['broken-archive']).toBe(1);
});

test('F-05 an archive that unpacks to an endless line is one bad record', async () => {
  const room = await monitoringRoom();
  const bomb = Buffer.concat([gzipSync(Buffer.alloc(24 << 20, 'a')), gzipSync(`\n${plain()}\n`)]);
  expect(bomb.length).toBeLessThan(100_000);
  const { rows, coverage } = await sketched(room, 'a.jsonl.gz', bomb);
  expect([rows, coverage]).toEqual([3, { records: 1, duplicates: 0, badRecords: { 'line-too-long': 1 } }]);
});

test('F-12 a record of another version is no row of this one', async () => {
  const room = await monitoringRoom();
  const gyre = {
    modelVersion: 2,
    rowIds: ['a', 'b', 'c'],
    eventTimes: ROWS.map(() => '2024-04-30T08:00:00Z'),
  };
  const other = JSON.stringify({ ...(JSON.parse(plain()) as object), gyre });
  const { rows, coverage } = await sketched(room, 'a.jsonl', `${plain()}\n${other}\n`);
  expect([rows, coverage.badRecords]).toEqual([3, { 'other-version': 1 }]);
});
