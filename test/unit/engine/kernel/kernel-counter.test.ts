import { expect, test } from 'vitest';
import type { CaptureCounterOptions } from '#core/engine/kernel/capture-counter';
import { fitsKernelCounter } from '#core/engine/kernel/fits-kernel';
import { KernelCounter } from '#core/engine/kernel/kernel-counter';
import { readCallOf } from '#core/engine/kernel/read-call';
import { categoryValues } from '#core/engine/sketch/category-sketch';
import type { FeatureBins } from '#core/engine/sketch/feature-sketch';
import type { WindowBins } from '#core/engine/sketch/window-sketch';
import { referenceBins } from '#core/monitoring/reference-bins';
import { captureLine } from '#core/serving/capture-record';
import { countBoth, expectSame, OPTIONS } from './support/both-counters.ts';

const SMOOTH_BINS = referenceBins(Array.from({ length: 999 }, (_, at) => at / 7));
const NUMBER: FeatureBins = { kind: 'number', bins: referenceBins([18, 20, 21, 30]) };
const SMOOTH: FeatureBins = { kind: 'number', bins: SMOOTH_BINS };
const category = (...values: readonly string[]): FeatureBins => ({
  kind: 'category',
  values: categoryValues(values),
});
const binsOf = (...features: readonly FeatureBins[]): WindowBins => ({
  ...{ baseline: 'a baseline', features, predictions: [SMOOTH] },
});

interface Call {
  readonly id?: string;
  readonly data: string;
  readonly output?: string;
  readonly encoding?: 'CSV' | 'BASE64';
  readonly time?: string;
}

function line({
  id = 'e',
  data,
  output = '0.5',
  encoding = 'CSV',
  time = '2026-03-01T10:20:30Z',
}: Call): string {
  const side = (mode: string, text: string) => ({
    ...{ observedContentType: 'text/csv', mode, encoding },
    data: encoding === 'CSV' ? text : Buffer.from(text).toString('base64'),
  });
  return `${JSON.stringify({
    captureData: { endpointInput: side('INPUT', data), endpointOutput: side('OUTPUT', output) },
    eventMetadata: { eventId: id, inferenceTime: time },
    eventVersion: '0',
  })}\n`;
}

/** Counts calls by both; each gets its own id unless it has one. How many did the kernel leave to the slow path? */
function countCalls(bins: WindowBins, calls: readonly Call[], options: Partial<CaptureCounterOptions> = {}) {
  const text = calls.map((call, at) => line({ id: `e${at}`, ...call })).join('');
  const read = readCallOf();
  let asked = 0;
  const readCall = (each: string) => {
    asked += 1;
    return read(each);
  };
  const both = countBoth([[Buffer.from(text)]], { bins, readCall, ...options });
  expectSame(both);
  const [counts] = both;
  return { ...counts, left: asked - calls.length, window: [...counts.windows.values()][0]! };
}

const texts = (cells: readonly string[]) => cells.map((data) => ({ data }));

test('knows the least and greatest of few values, wherever they lie', () => {
  const { window, left } = countCalls(binsOf(NUMBER), texts(['21', '30', '20', '18', '21', '20']));
  expect(window.features[0]).toMatchObject({ least: 18, greatest: 30, count: 6 });
  expect(left).toBe(1);
});

test('a number that ends with its exponent sign is none', () => {
  const { window } = countCalls(binsOf(NUMBER), texts(['1e', '2e-', '3e+', '1e5', '4e-1']));
  expect(window.features[0]).toMatchObject({ count: 2, missing: { empty: 0, notANumber: 3 }, least: 0.4 });
});

test('values at edges, next to them and beyond all bins are in the bins that binOf names', () => {
  const cells = SMOOTH_BINS.edges
    .flatMap((edge) => [edge, edge * (1 + 2 ** -52), edge * (1 - 2 ** -52)])
    .map(String);
  const { left, window } = countCalls(
    binsOf(SMOOTH),
    texts([...cells, '-1e300', '1e+99', '-0', '0', '1e999']),
  );
  expect(window.coverage.rows).toBe(cells.length + 5);
  expect(left).toBeLessThan(5);
});

test('a bin of its own for what is below a lowest value that is the smallest number there is', () => {
  const lowest = Number.MIN_VALUE;
  const bins: FeatureBins = { kind: 'number', bins: { lowest, edges: [lowest, 1], isDiscrete: true } };
  countCalls(binsOf(bins), texts(['0', '-0', '5e-324', '1e-323', '1', '-5e-324', '1.5']));
});

test('known values of any length are told apart, unknown ones collected', () => {
  const long = 'the very same beginning ';
  // A blank value cannot be known: a cell of it is empty.
  const bins = binsOf(category('a', 'ab', `${long}1`, `${long}2`, 'sixteen bytes ok', 'é', ' '), SMOOTH);
  const cells = ['a', 'ab', 'abc', `${long}1`, `${long}2`, `${long}3`, 'sixteen bytes ok', 'é', 'e', '', ' '];
  const { window, left } = countCalls(bins, texts(cells.map((cell) => `${cell},1`)));
  expect([...(window.features[0]?.bins ?? [])]).toEqual([1, 1, 1, 1, 1, 1, 0, 3, 2]);
  // The first one, which is learned from, and the blank.
  expect(left).toBe(2);
});

test('a known value with a zero byte behind it is another value', () => {
  const calls = ['a,1', 'a\0,1', 'a,1'].map((data) => ({ data, encoding: 'BASE64' as const }));
  const { window, left } = countCalls(binsOf(category('a'), SMOOTH), calls);
  expect([...(window.features[0]?.bins ?? [])]).toEqual([2, 1, 0]);
  expect(left).toBe(1);
});

test('thousands of unknown values take bounded memory', () => {
  const calls = Array.from({ length: 5000 }, (_, at) => ({ data: `user-${at}` }));
  const { window, left } = countCalls(binsOf(category('a')), calls, { idCapacity: 0 });
  expect([...(window.features[0]?.bins ?? [])]).toEqual([0, 5000, 0]);
  expect(left).toBe(1);
});

test('an event that is written twice counts once, wherever it was read', () => {
  const calls = [
    ...[
      { id: 'a', data: '1' },
      { id: 'b', data: '2' },
      { id: 'a', data: '3' },
    ],
    // Read by the slow path, since its time is spelled otherwise.
    ...[
      { id: 'b', data: '4', time: '2026-03-01T10:00:00+00:00' },
      { id: 'c', data: '5' },
    ],
    ...[
      { id: 'd', data: '6', time: '2026-03-01T10:00:00+00:00' },
      { id: 'd', data: '7' },
    ],
  ];
  const { coverage, window } = countCalls(binsOf(SMOOTH), calls);
  expect(coverage).toMatchObject({ records: 7, duplicates: 3, rows: 4 });
  expect(window.features[0]).toMatchObject({ greatest: 6 });
});

test('ids are forgotten only when as many others came', () => {
  const ids = Array.from({ length: 300 }, (_, at) => `id ${at % 150} ${at % 7}`);
  for (const idCapacity of [1, 2, 10, 64, 1000]) {
    countCalls(
      binsOf(SMOOTH),
      [...ids, ...ids].map((id, at) => ({ id, data: String(at) })),
      { idCapacity },
    );
  }
});

test('rows of more hours than are counted at a time', () => {
  const times = Array.from(
    { length: 400 },
    (_, at) => `2026-03-0${1 + (at % 9)}T${10 + (at % 13)}:00:0${at % 10}.125Z`,
  );
  const { windows, left } = countCalls(
    binsOf(SMOOTH),
    times.map((time, at) => ({ data: String(at / 3), time })),
  );
  expect(windows.size).toBe(117);
  expect(left).toBe(1);
  expect(
    countCalls(
      binsOf(SMOOTH),
      times.map((time) => ({ data: '1', time })),
      { bucket: '1d' },
    ).windows.size,
  ).toBe(9);
});

test('all rows in one window, and between which times they lie', () => {
  const times = ['T23:59:59.999Z', 'T00:00:00Z', 'T23:59:59.05Z', 'T10:00:00.001Z', 'T10:59:59.120+02:00'];
  const days = ['2026-03-09', '2026-03-01', '2026-03-05'];
  const calls = days.flatMap((day) => times.map((time) => ({ data: '1', time: day + time })));
  const { windows, times: range, left } = countCalls(binsOf(SMOOTH), calls, { bucket: 'all' });
  expect([...windows.keys()]).toEqual(['all']);
  expect(range).toEqual({
    earliest: Date.parse('2026-03-01T00:00:00Z'),
    latest: Date.parse('2026-03-09T23:59:59.999Z'),
  });
  // The first one, and those of other spellings.
  expect(left).toBe(7);
  // A repeated call, and one of other columns, are no rows.
  const outside = [
    { id: 'a', data: '1' },
    { id: 'a', data: '1', time: '2027-01-01T00:00:00Z' },
    { data: '1,2', time: '2027-01-01T00:00:00Z' },
  ];
  expect(countCalls(binsOf(SMOOTH), outside).times.latest).toBe(Date.parse('2026-03-01T10:20:30Z'));
});

test('columns that are skipped are not counted, whatever stands in them', () => {
  const features = [NUMBER, SMOOTH, category('a'), SMOOTH];
  const calls = texts(['id-1,1,a,2', 'id-2,,b,3', ',x,,4', '5,6,a,7']);
  const names = ['id', 'age', 'city', 'size'];
  for (const skipped of [[0], [0, 2], [1, 2, 3]]) {
    const { window, left } = countCalls(binsOf(...features), calls, {
      ...(skipped.includes(0) ? { names, readCall: readCallOf({ features: names }) } : {}),
      skipped: new Set(skipped),
    });
    for (const place of skipped) expect(Math.max(...window.features[place]!.bins)).toBe(0);
    expect(window.coverage.rows).toBe(4);
    // Beside the first one only what begins like a name, and that when names are looked for.
    expect(left).toBeLessThanOrEqual(3);
  }
  const bins = binsOf(...features);
  expect(fitsKernelCounter({ ...OPTIONS, bins, names, skipped: new Set([0, 1, 3]) })).toBe(false);
  expect(fitsKernelCounter({ ...OPTIONS, bins, withKernel: false })).toBe(false);
});

test('many rows in one call, with and without an end, plain and in base64', () => {
  for (const encoding of ['CSV', 'BASE64'] as const) {
    const rows = Array.from({ length: 300 }, (_, at) => `${at},${at % 3 === 0 ? '' : 'a'}`);
    const answers = rows.map((_, at) => String(at / 300));
    const calls = Array.from({ length: 12 }, (_, at) => ({
      data: rows.slice(0, at * 25 + 1).join('\n') + (at % 2 === 0 ? '\n' : ''),
      output: answers.slice(0, at * 25 + 1).join('\n'),
      encoding,
    }));
    const { coverage, left } = countCalls(binsOf(SMOOTH, category('a', 'b')), calls, { chunkBytes: 65_536 });
    expect([coverage.rows, left]).toEqual([1662, 1]);
  }
});

test('one feature: empty lines between answers are rows without a value', () => {
  const calls = [
    ...[
      { data: '5\n\n7', output: '1\n2\n3' },
      { data: '5\n\n7', output: '1\n2\n3' },
    ],
    ...[
      { data: '5\n\n7', output: '1\n2' },
      { data: '\n', output: '1' },
      { data: '', output: '' },
    ],
  ];
  countCalls(binsOf(SMOOTH), calls);
});

test('a first line of names is no row where names are known', () => {
  const names = ['age', 'city'];
  const readCall = readCallOf({ features: names });
  const calls = ['1,a', '2,b', 'age,city\n3,a', 'city,age\n3,a', 'age,city', '4,age', ',a'].map((data) => ({
    ...{ data, output: '1' },
  }));
  const bins = binsOf(SMOOTH, category('a', 'city', 'age'));
  countCalls(bins, calls, { names, readCall });
  expect(fitsKernelCounter({ ...OPTIONS, bins, names: ['1st', 'city'] })).toBe(false);
});

test('records of the front door are counted without the slow path', () => {
  const records = Array.from({ length: 40 }, (_, at) => {
    const rows = Array.from({ length: 1 + (at % 3) }, (_each, row) => `${at}.${row},a`);
    const time = `2026-03-01T1${at % 3}:00:00.000Z`;
    const attributes = { purpose: 'live', eventTime: time } as const;
    return captureLine(
      {
        ...{
          eventId: `e${at}`,
          inferenceId: `i${at}`,
          inferenceTime: '2026-04-01T00:00:00.000Z',
          attributes,
        },
        ...{
          inputs: rows,
          outputs: rows.map(() => '0.25'),
          rowIds: rows.map((_each, row) => `r${at}.${row}`),
        },
        eventTimes: rows.map(() => time),
      },
      3,
    );
  });
  let asked = 0;
  const readCall = (text: string) => {
    asked += 1;
    return readCallOf()(text);
  };
  const bins = binsOf(SMOOTH, category('a'));
  const both = countBoth([[Buffer.from(`${records.join('\n')}\n`)]], { bins, readCall });
  expectSame(both);
  expect(asked - records.length).toBe(1);
});

test('a record of the front door with other ids than rows is no record', () => {
  const text = captureLine(
    {
      ...{ eventId: 'e', inferenceId: 'i', inferenceTime: '2026-04-01T00:00:00.000Z' },
      ...{ attributes: { purpose: 'live' }, inputs: ['1', '2'], outputs: ['1', '2'], rowIds: ['a', 'b'] },
      eventTimes: ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z'],
    },
    3,
  );
  const withId = (id: string, from: string, to: string) => text.replace('"e"', `"${id}"`).replace(from, to);
  const records = [
    ...[
      text,
      withId('f', '', ''),
      withId('g', '["a","b"]', '["a"]'),
      withId('h', '["a","b"]', '["a","b","c"]'),
    ],
    ...[withId('i', ',"2026-03-01T10:00:00Z"]', ']'), withId('j', '["a","b"]', '[]')],
  ];
  const both = countBoth([[Buffer.from(records.join('\n'))]], { bins: binsOf(SMOOTH) });
  expectSame(both);
  expect(both[0].coverage).toMatchObject({ records: 2, rows: 4 });
  expect(both[0].coverage.badRecords.get('ids-do-not-match-rows')).toBe(4);
});

test('base64 with characters that it does not have, or has elsewhere', () => {
  const good = line({ data: '12,>>>???', encoding: 'BASE64' });
  const body = Buffer.from('12,>>>???').toString('base64');
  const bodies = [
    body,
    ...['-', '_', '=', '!', '\\u0041', ' ', '/', '+'].map(
      (each) => `${body.slice(0, 5)}${each}${body.slice(6)}`,
    ),
  ];
  const text = bodies.map((each, at) => good.replace('"e"', `"e${at}"`).replace(body, each)).join('');
  const bins = binsOf(SMOOTH, category('>>>???'));
  expectSame(countBoth([[Buffer.from(good + text)]], { bins }));
});

test('lines that end like those of Windows', () => {
  let asked = 0;
  const readCall = (each: string) => {
    asked += 1;
    return readCallOf()(each);
  };
  const text = Array.from({ length: 9 }, (_, at) => line({ id: `e${at}`, data: '1' }))
    .join('')
    .replaceAll('\n', '\r\n');
  expectSame(countBoth([[Buffer.from(text)]], { bins: binsOf(SMOOTH), readCall }));
  expect(asked - 9).toBe(1);
});

test('lines longer than a chunk, and files cut anywhere', () => {
  const text = texts(['1', `2${' '.repeat(20_000)}`, '3', '4', '5'])
    .map((call, at) => line({ id: `e${at}`, ...call }))
    .join('');
  const bytes = Buffer.from(text);
  for (let cut = 0; cut < bytes.length; cut += 997) {
    expectSame(countBoth([[bytes.subarray(0, cut), bytes.subarray(cut)]], { bins: binsOf(SMOOTH) }));
    expectSame(countBoth([[bytes.subarray(0, cut)]], { bins: binsOf(SMOOTH) }));
  }
});

test('two thousand features', () => {
  const features = Array.from({ length: 2000 }, (_, at) => (at % 5 === 4 ? category('a', 'b') : SMOOTH));
  const rows = Array.from({ length: 20 }, (_, row) =>
    features.map(({ kind }, at) => (kind === 'number' ? String((row * at) / 9) : 'b')).join(','),
  );
  const { left } = countCalls(binsOf(...features), texts(rows), { chunkBytes: 262_144 });
  expect(left).toBe(1);
});

test('ids that two counters share are found', () => {
  const one = counterOfIds(0, 500);
  expect(sharedIds(one, counterOfIds(490, 900))).toBe(10);
  expect(sharedIds(one, counterOfIds(500, 900))).toBe(0);
  // Nearly full tables, and second ones behind them: ids lie far from where they belong, also over the table's end.
  const full = counterOfIds(0, 1000);
  for (const [from, to] of [
    [900, 1700],
    [0, 1000],
    [999, 2600],
  ] as const)
    expect(sharedIds(full, counterOfIds(from, to))).toBe(Math.max(0, Math.min(1000, to) - from));
  expect(sharedIds(counterOfIds(0, 2500), counterOfIds(2400, 2600))).toBe(100);
});

test('first ids are kept for others when that is asked for, and count as forgotten here', () => {
  const first = counterOfIds(0, 1000);
  expect(sharedIds(first, counterOfIds(0, 5000))).toBe(0);
  for (const last of [1500, 2500, 5000]) {
    const keeping = counterOfIds(0, last, { keepsFirstIds: true });
    expect(sharedIds(first, keeping)).toBe(1000);
    expect(sharedIds(keeping, first)).toBe(1000);
    expect(sharedIds(counterOfIds(last - 1000, last), keeping)).toBe(1000);
    for (const id of [0, last - 1]) keeping.push(Buffer.from(line({ id: `e${id}`, data: '1' })));
    expect(keeping.finish().coverage.duplicates).toBe(last > 2000 ? 1 : 2);
  }
});

function counterOfIds(from: number, to: number, changes: { readonly keepsFirstIds?: boolean } = {}) {
  const made = new KernelCounter({ ...OPTIONS, ...changes, bins: binsOf(SMOOTH), idCapacity: 1000 });
  for (let id = from; id < to; id += 1) made.push(Buffer.from(line({ id: `e${id}`, data: '1' })));
  made.finish();
  return made;
}

function sharedIds(one: KernelCounter, other: KernelCounter): number {
  let shared = 0;
  for (const half of ['lower', 'upper'] as const)
    for (let part = 0; ; part += 1) {
      const ids = other.idPart(part, half);
      if (ids === undefined) break;
      shared += one.countKnownIds(ids);
    }
  return shared;
}

test('bins that no grid leads to are left to the slow path', () => {
  const unordered: FeatureBins = { kind: 'number', bins: { lowest: 5, edges: [3, 1], isDiscrete: false } };
  expect(fitsKernelCounter({ ...OPTIONS, bins: binsOf(unordered) })).toBe(false);
  expect(fitsKernelCounter({ ...OPTIONS, bins: { ...binsOf(NUMBER), predictions: [] } })).toBe(false);
});
