import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import type { FeatureVerdict } from '#core/monitoring/window-report';
import { seededRandom } from '#core/random';
import {
  BadBaselineError,
  BadOptionError,
  BadTableError,
  type Baseline,
  type ByteSource,
  type Cell,
  type ColumnVerdict,
  countCaptures,
  countRows,
  csvRows,
  describeColumn,
  type DriftPolicy,
  GyreError,
  judgeDrift,
  makeBaseline,
  mergeSketches,
  readBaseline,
  readSketch,
  type Row,
  type Table,
  writeBaseline,
  writeSketch,
} from '#library/drift';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Numbers, texts, missing ones and a column that few rows have. */
function rowsOf(seed: string, size: number, moved = 0): readonly Row[] {
  const random = seededRandom(seed);
  return Array.from({ length: size }, (_, row) => ({
    day: `2024-0${1 + (row % 3)}-1${row % 10}`,
    weight: random() < 0.1 ? null : Number((random() * 40 + moved).toFixed(2)),
    colour: ['red', 'green', '', 'blue, "dark"'][Math.floor(random() * 4)],
    ...(random() < 0.5 ? { extra: Math.floor(random() * 5) } : {}),
  }));
}
const TRAINING = rowsOf('training', 1500);
const NAMES = ['day', 'weight', 'colour', 'extra'];
const text = (cell: Cell) => `"${cell === null ? '' : String(cell ?? '').replaceAll('"', '""')}"`;
const csv = (rows: readonly Row[]) =>
  [NAMES.join(','), ...rows.map((row) => NAMES.map((name) => text(row[name])).join(',')), ''].join('\n');
async function* oneByOne(rows: readonly Row[]) {
  await Promise.resolve();
  yield* rows;
}
const tables: Readonly<Record<string, (rows: readonly Row[]) => Table>> = {
  columns: (rows) =>
    Object.fromEntries(NAMES.map((name) => [name, rows.map((row) => row[name] ?? null)] as const)),
  'a set': (rows) => new Set(rows),
  'a generator': oneByOne,
  'a CSV file': (rows) => csvRows(utf8(csv(rows))),
  'a CSV file in pieces, with other delimiters and without header': (rows) => {
    const bytes = utf8(`\uFEFF${csv(rows).replace(/^.*\n/, '').replaceAll('","', '";"')}`);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 999) }, (_, at) =>
      bytes.subarray(at * 999, (at + 1) * 999),
    );
    return csvRows(pieces, { names: NAMES, delimiter: ';' });
  },
};

test.each(Object.keys(tables))('rows as %s are the same baseline and the same sketch', async (name) => {
  const tableOf = tables[name]!;
  const baseline = await makeBaseline(TRAINING);
  expect(writeBaseline(await makeBaseline(tableOf(TRAINING)))).toBe(writeBaseline(baseline));
  const later = rowsOf('later', 700, 9);
  const sketch = writeSketch(await countRows(baseline, later));
  expect(writeSketch(await countRows(baseline, tableOf(later)))).toEqual(sketch);
});

test('sketches of parts are the sketch of the whole, in any order, and survive their bytes', async () => {
  const baseline = await makeBaseline(TRAINING);
  const later = rowsOf('parts', 300);
  const whole = judgeDrift(await countRows(baseline, later), { minimumRows: 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(299), { maxLength: 4 }), fc.boolean(), async (cuts, isReversed) => {
      const bounds = [0, ...cuts.toSorted((a, b) => a - b), 300];
      const parts = bounds.slice(1).map((to, at) => later.slice(bounds[at], to));
      const sketches = await Promise.all((isReversed ? parts.reverse() : parts).map(bytesOf(baseline)));
      const merged = mergeSketches(sketches.map((bytes) => readSketch(bytes, baseline)));
      expect(judgeDrift(merged, { minimumRows: 1 })).toEqual(whole);
    }),
    { numRuns: 20 },
  );
});
const bytesOf = (baseline: Baseline) => async (rows: readonly Row[]) =>
  writeSketch(await countRows(baseline, rows));

/** A call as SageMaker captures it; of a version, as the front door does. */
function callLine({ weight, colour }: Row, at: number, modelVersion?: number): string {
  const time = `2024-06-0${1 + (at % 3)}T10:00:00Z`;
  return JSON.stringify({
    captureData: {
      endpointInput: { mode: 'INPUT', data: [weight, colour].map(text).join(','), encoding: 'CSV' },
      endpointOutput: { mode: 'OUTPUT', data: '1', encoding: 'CSV' },
    },
    eventMetadata: { eventId: `e${at}`, inferenceTime: time },
    eventVersion: '0',
    ...(modelVersion === undefined
      ? {}
      : { gyre: { modelVersion, rowIds: [`e${at}#0`], eventTimes: [time] } }),
  });
}

test('captured calls say what their rows say', async () => {
  const baseline = await makeBaseline(TRAINING, { ignore: ['extra'] });
  const later = rowsOf('captured', 600, 9);
  const lines = utf8(later.map((row, at) => callLine(row, at)).join('\n'));
  const { total, byTime } = await countCaptures(baseline, lines, { bucket: 'day' });
  expect([...byTime.keys()].sort()).toEqual(['2024-06-01T00', '2024-06-02T00', '2024-06-03T00']);
  const rows = await countRows(baseline, later);
  expect(judgeDrift(total)).toEqual(judgeDrift(rows));
  expect(judgeDrift(mergeSketches(byTime.values())).columns).toEqual(judgeDrift(rows).columns);
  expect(describeColumn(total, 'colour')).toEqual(describeColumn(rows, 'colour'));
});

test('captured calls of several versions are told, and those of one can be chosen', async () => {
  const baseline = await makeBaseline(TRAINING, { ignore: ['extra'] });
  const later = rowsOf('versions', 300);
  const versions = [12, 2, undefined];
  const lines = utf8(later.map((row, at) => callLine(row, at, versions[at % 3])).join('\n'));
  const all = await countCaptures(baseline, lines);
  expect([all.modelVersions, all.total.rows]).toEqual([[2, 12], 300]);
  const { total, modelVersions } = await countCaptures(baseline, lines, { modelVersion: 2 });
  expect([modelVersions, total.coverage.badRecords]).toEqual([[2], { 'other-version': 100 }]);
  const own = await countRows(
    baseline,
    later.filter((_, at) => versions[at % 3] !== 12),
  );
  expect(describeColumn(total, 'colour')).toEqual(describeColumn(own, 'colour'));
  for (const modelVersion of [0, 1.5, Number.NaN])
    await expect(countCaptures(baseline, lines, { modelVersion })).rejects.toThrow(BadOptionError);
});

test('a column that rows lack is missing in them, whatever the others have, until it is ignored', async () => {
  const baseline = await makeBaseline(TRAINING);
  const rows = Array.from({ length: 500 }, (_, row) => (row < 250 ? { weight: row % 40 } : { extra: 3 }));
  const sketch = await countRows(baseline, rows);
  // Programs without types may leave options undefined.
  const unset = { minimumRows: undefined } as unknown as DriftPolicy;
  const missing = (policy: DriftPolicy) =>
    judgeDrift(sketch, { ...policy, ...unset }).columns.map(
      ({ column, missingShareNow }) => `${column} ${missingShareNow}`,
    );
  expect(missing({})).toEqual(['weight 0.5', 'colour 1', 'extra 0.5']);
  expect(missing({ ignore: ['colour'] })).toEqual(['weight 0.5', 'extra 0.5']);
  expect(() => missing({ ignore: ['label'] })).toThrow(BadOptionError);
});

test('rows that no model answered yet have no verdict on answers', async () => {
  const baseline = await makeBaseline(TRAINING, { prediction: 'extra' });
  const rows = TRAINING.map(({ weight, colour }) => ({ weight, colour }));
  expect(judgeDrift(await countRows(baseline, rows)).prediction).toBeUndefined();
  expect(judgeDrift(await countRows(baseline, TRAINING)).prediction?.column).toBe('extra');
});

test('whoever takes no more rows closes the file', async () => {
  let isOpen = true;
  async function* endless() {
    yield utf8('a,b\n');
    try {
      for (;;) yield utf8('1,2\n'.repeat(5000));
    } finally {
      await Promise.resolve();
      isOpen = false;
    }
  }
  for await (const row of csvRows(endless())) if (row['a'] === '1') break;
  expect(isOpen).toBe(false);
});

test.each([
  ['no rows', []],
  ['a path', 'train.csv'],
  ['rows without names', [[1, 2]]],
  ['bytes', [utf8('a,b\n1,2\n')]],
  ['columns of different lengths', { a: [1, 2], b: [1] }],
  ['identifiers only', { id: Array.from({ length: 500 }, (_, row) => `r${row}`) }],
])('%s is no training table, and the error says how to mend it', async (_, table) => {
  const error = await makeBaseline(table as unknown as Table).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(BadTableError);
  expect((error as BadTableError).facts.fix).not.toBe('');
});

test('text in pieces is refused where bytes are needed', async () => {
  const pieces = ['a,b\n1,2\n'] as unknown as ByteSource;
  await expect(makeBaseline(csvRows(pieces))).rejects.toThrow(BadTableError);
});

test('a stored baseline that was damaged is refused, and nothing else happens', async () => {
  const stored = writeBaseline(await makeBaseline(rowsOf('stored', 60), { prediction: 'extra' }));
  expect(writeBaseline(readBaseline(stored))).toBe(stored);
  const damage = fc.tuple(
    fc.nat(stored.length - 1),
    fc.constantFrom('', '0', '9', '-1', '"', ']', 'null', ','),
  );
  fc.assert(
    fc.property(damage, ([at, put]) => {
      try {
        readBaseline(stored.slice(0, at) + put + stored.slice(at + 1));
      } catch (error) {
        if (!(error instanceof BadBaselineError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
  for (const other of ['', '[]', '{}', stored.slice(0, 90), stored.replace('baseline-1', 'baseline-2')])
    expect(() => readBaseline(other)).toThrow(GyreError);
});

test('its types say all that a verdict holds', () => {
  type Renamed = Omit<FeatureVerdict, 'feature'> & { readonly column: string };
  expectTypeOf<keyof Renamed>().toEqualTypeOf<keyof ColumnVerdict>();
  expectTypeOf<Renamed>().toExtend<ColumnVerdict>();
});
