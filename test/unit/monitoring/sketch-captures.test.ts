import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { mergeSketches } from '#core/monitoring/sketch';
import { sketchCaptures } from '#core/monitoring/sketch-captures';
import { commonStart, parseSketchKey, sketchKey, variantPrefix } from '#core/monitoring/sketch-key';
import type { CaptureRecord } from '#core/serving/capture-record';
import { recordOf, watchedBaseline } from './support/watched.ts';

const baseline = watchedBaseline();
const DAY = '2024-05-09T08:00:00Z';
const facts = (key = 'a', bucket: '1h' | '1d' = '1d') => ({
  source: { bucket: 'capture', key },
  bucket,
  hour: '2024-05-10T11',
});
const sketch = (
  records: readonly CaptureRecord[],
  bad: readonly 'not-json'[] = [],
  bucket: '1h' | '1d' = '1d',
) => sketchCaptures([{ records, bad }], baseline, facts('a', bucket));
const live = (id: string) =>
  recordOf(id, [
    [DAY, '1,0'],
    [DAY, '2,1'],
  ]);

describe('sketchCaptures', () => {
  it('F-01 counts an event once however often it stands in an object', () => {
    const once = sketch([live('e1'), live('e2')]).get('2024-05-09T00');
    const often = sketch([live('e1'), live('e2'), live('e1'), live('e1')]).get('2024-05-09T00');
    expect(once).toMatchObject({ rows: 4, events: ['e1', 'e2'] });
    expect(often).toEqual({ ...once, coverage: { records: 4, duplicates: 2, badRecords: {} } });
  });

  it('F-01 says the same of any records with and without their duplicates', () => {
    const ids = fc.array(fc.stringMatching(/^[a-e]$/), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(ids, (events) => {
        const unique = [...new Set(events)];
        const [a] = sketch(events.map(live)).values();
        const [b] = sketch(unique.map(live)).values();
        expect({ ...a, coverage: undefined }).toEqual({ ...b, coverage: undefined });
        expect(a?.coverage.duplicates).toBe(events.length - unique.length);
      }),
    );
  });

  it('puts the rows of a record into the buckets of their own event time', () => {
    const record = recordOf('e', [
      ['2024-05-09T23:59:59.999Z', '1,0'],
      ['2024-05-10T00:00:00Z', '2,1'],
      ['2024-05-10T00:30:00Z', '3,1'],
    ]);
    const found = sketch([record]);
    expect([...found].map(([start, { rows, events }]) => [start, rows, events])).toEqual([
      ['2024-05-09T00', 1, ['e']],
      ['2024-05-10T00', 2, ['e']],
    ]);
    expect(sketch([record], [], '1h').size).toBe(2);
  });

  it('F-10 gives each row one bucket, half-open in UTC', () => {
    const times = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(
        fc.array(times, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('1h', '1d'),
        (all, bucket) => {
          const record = recordOf(
            'e',
            all.map((at) => [at.toISOString(), '1,0'] as const),
          );
          const found = sketch([record], [], bucket);
          let rows = 0;
          for (const [start, one] of found) {
            const from = Date.parse(`${start}:00:00Z`);
            const length = bucket === '1h' ? 3_600_000 : 86_400_000;
            expect(from % length).toBe(0);
            expect(one.rows).toBe(
              all.filter((at) => at.getTime() >= from && at.getTime() < from + length).length,
            );
            rows += one.rows;
          }
          expect(rows).toBe(all.length);
        },
      ),
    );
  });

  it('says what was read once an object, with its first bucket', () => {
    const records = [recordOf('e2', [['2024-05-10T00:00:00Z', '1,0']]), recordOf('e1', [[DAY, '1,0']])];
    const found = sketch(records, ['not-json']);
    expect(found.get('2024-05-09T00')?.coverage).toEqual({
      ...{ records: 2, duplicates: 0, badRecords: { 'not-json': 1 } },
    });
    expect(found.get('2024-05-10T00')?.coverage).toEqual({ records: 0, duplicates: 0, badRecords: {} });
  });

  it('leaves out smoke and shadow calls: an object of them alone gives no sketch', () => {
    const calls = [recordOf('e1', [[DAY, '1,0']], 'smoke'), recordOf('e2', [[DAY, '1,0']], 'shadow')];
    expect(sketch(calls).size).toBe(0);
    expect(sketch([...calls, live('e3')]).get('2024-05-09T00')).toMatchObject({
      ...{ rows: 2, events: ['e3'], coverage: { records: 1 } },
    });
  });

  it('F-02 an empty object gives no sketch', () => {
    expect(sketch([]).size).toBe(0);
  });

  it('F-05 an object of bad records alone gives one, in the bucket of its hour', () => {
    expect([...sketch([], ['not-json', 'not-json'])]).toMatchObject([
      ['2024-05-10T00', { rows: 0, events: [], coverage: { records: 0, badRecords: { 'not-json': 2 } } }],
    ]);
    expect([...sketch([], ['not-json'], '1h').keys()]).toEqual(['2024-05-10T11']);
  });

  test.each(['1', '1,2,3'])('F-05 a record with other columns is bad as a whole: %j', (line) => {
    const found = sketch([
      recordOf('e1', [
        [DAY, '1,0'],
        [DAY, line],
      ]),
      live('e2'),
    ]);
    expect(found.get('2024-05-09T00')).toMatchObject({
      ...{ rows: 2, events: ['e2'], coverage: { records: 2, badRecords: { 'other-columns': 1 } } },
    });
  });

  it('F-01 objects that overlap count once when they are read together', () => {
    const [a, b] = [
      sketchCaptures([{ records: [live('e1'), live('e2')], bad: [] }], baseline, facts('a')),
      sketchCaptures([{ records: [live('e2'), live('e3')], bad: [] }], baseline, facts('b')),
    ];
    expect(mergeSketches(baseline, [...a.values(), ...b.values()])).toMatchObject({
      ...{ merged: { rows: 0 }, overlapping: [{ key: 'a' }, { key: 'b' }] },
    });
    const together = sketchCaptures(
      [
        { records: [live('e1'), live('e2')], bad: [] },
        { records: [live('e2'), live('e3')], bad: [] },
      ],
      baseline,
      facts(),
    );
    expect(together.get('2024-05-09T00')).toMatchObject({ rows: 6, coverage: { records: 4, duplicates: 1 } });
  });
});

describe('keys of sketches', () => {
  const address = {
    ...{ model: 'air-time', version: 12, variant: 'v12', bucketStart: '2024-05-09T08', digest: 'ab01' },
  };

  it('F-12 name model, version and variant, and are read back', () => {
    expect(parseSketchKey(sketchKey(address))).toEqual(address);
    expect(sketchKey(address).startsWith(variantPrefix('air-time', 12))).toBe(true);
    expect(sketchKey(address).startsWith(variantPrefix('air-time', 1))).toBe(false);
  });

  test.each([
    '',
    'sketches/air-time/v1/v1/2024-05-09/ab.sk',
    'windows/a.json',
    'sketches//v1/v1/2024-05-09T00/a.sk',
  ])('F-13 %j is none', (key) => {
    expect(parseSketchKey(key)).toBeUndefined();
  });

  test.each([
    ['2013-04-01T00:00:00.000Z', '2013-05-01T00:00:00.000Z', '2013-04-'],
    ['2013-04-01T00:00:00.000Z', '2013-04-02T00:00:00.000Z', '2013-04-01T'],
    ['2013-12-30T00:00:00.000Z', '2014-01-06T00:00:00.000Z', '201'],
    ['2013-04-01T07:00:00.000Z', '2013-04-01T08:00:00.000Z', '2013-04-01T07'],
  ])('F-10 all buckets from %s to %s begin with the same', (from, to, start) => {
    expect(commonStart(from, to)).toBe(start);
  });
});
