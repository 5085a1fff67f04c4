import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { BadSketchError, BaselineMismatchError } from '#core/monitoring/errors';
import { binCount } from '#core/monitoring/reference-bins';
import { addRows, addSketch, emptySketch, mergeSketches } from '#core/monitoring/sketch';
import { parseSketch, type Sketch } from '#core/monitoring/stored-sketch';
import { recordOf, sketchOf, watchedBaseline } from './support/watched.ts';

const baseline = watchedBaseline();
const AT = '2024-05-09T08:00:00Z';
const source = (key: string) => ({ bucket: 'capture', key });
const sorted = (sketch: Sketch) => ({ ...sketch, events: sketch.events.toSorted() });

const sketches = fc
  .uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 6 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc
          .record({ rows: fc.nat(40), bad: fc.nat(3), duplicates: fc.nat(3) })
          .map(({ rows, bad, duplicates }): Sketch => ({
            ...sketchOf(baseline, name, rows),
            events: [`${name}-1`, `${name}-2`],
            coverage: {
              ...{ records: 2 + duplicates, duplicates },
              badRecords: bad === 0 ? {} : { 'not-json': bad, [`reason-${bad}`]: 1 },
            },
          })),
      ),
    ),
  );

describe('mergeSketches', () => {
  it('F-11 is addition: the order and the grouping of sketches do not matter', () => {
    fc.assert(
      fc.property(sketches, fc.nat(), (all, cut) => {
        const whole = mergeSketches(baseline, all);
        expect(whole.overlapping).toEqual([]);
        expect(sorted(mergeSketches(baseline, all.toReversed()).merged)).toEqual(sorted(whole.merged));
        const at = cut % (all.length + 1);
        const left = mergeSketches(baseline, all.slice(0, at)).merged;
        addSketch(left, mergeSketches(baseline, all.slice(at)).merged);
        expect(sorted(left)).toEqual(sorted(whole.merged));
        const rows = all.reduce((sum, sketch) => sum + sketch.rows, 0);
        expect(whole.merged.rows).toBe(rows);
        // Every row is in one bin of each column.
        for (const counts of [...whole.merged.features, whole.merged.prediction])
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(rows);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves the sketches as they are', () => {
    const one = sketchOf(baseline, 'one', 10);
    const before = structuredClone(one);
    mergeSketches(baseline, [one, one, sketchOf(baseline, 'two', 10)]);
    expect(one).toEqual(before);
  });

  it('F-01 finds objects that share an event and leaves both out', () => {
    const a = { ...sketchOf(baseline, 'a', 3), events: ['e1', 'e2'] };
    const b = { ...sketchOf(baseline, 'b', 5), events: ['e2', 'e3'] };
    const c = { ...sketchOf(baseline, 'c', 7), events: ['e4'] };
    const { merged, overlapping } = mergeSketches(baseline, [a, b, c]);
    expect(overlapping).toEqual([source('a'), source('b')]);
    expect(merged).toMatchObject({ rows: 7, events: ['e4'] });
  });

  it('takes an event in two buckets of one object for one event', () => {
    const first = { ...sketchOf(baseline, 'a', 3), events: ['e1'] };
    const second = { ...sketchOf(baseline, 'a', 4), events: ['e1'] };
    expect(mergeSketches(baseline, [first, second])).toMatchObject({ merged: { rows: 7 }, overlapping: [] });
  });

  it('F-07 refuses a sketch that was counted in the bins of another version', () => {
    const foreign = sketchOf(watchedBaseline('ct-2'), 'a', 3);
    expect(() => mergeSketches(baseline, [foreign])).toThrow(BaselineMismatchError);
  });

  it('F-02 of nothing is an empty sketch', () => {
    expect(mergeSketches(baseline, []).merged).toMatchObject({ rows: 0, events: [] });
  });
});

describe('addRows', () => {
  const counted = (...cells: readonly string[]) => {
    const sketch = emptySketch(baseline, source('a'));
    const record = recordOf(
      'e',
      cells.map((line) => [AT, line] as const),
    );
    addRows(sketch, baseline, record, [...cells.keys()]);
    return sketch;
  };

  test.each([
    ['an empty cell', ',1'],
    ['a cell of blanks', '  ,1'],
    ['a cell that is no number', 'n/a,1'],
  ])('F-08 counts %s as missing', (_, line) => {
    const bins = baseline.features[0]?.bins ?? { lowest: null, edges: [], isDiscrete: true };
    expect(counted(line).features[0]?.[binCount(bins) - 1]).toBe(1);
  });

  it('F-08 counts infinite values and unseen categories at the ends', () => {
    const sketch = counted('Infinity,7', '-Infinity,-1');
    expect(sketch.features[0]?.[0]).toBe(1);
    expect(sketch.features[0]?.at(-2)).toBe(1);
    expect(sketch.features[1]).toEqual([1, 0, 0, 0, 1, 0]);
  });

  it('counts only the rows it is told to, and the event once', () => {
    const sketch = emptySketch(baseline, source('a'));
    addRows(
      sketch,
      baseline,
      recordOf('e', [
        [AT, '1,0'],
        [AT, '2,1'],
        [AT, '3,2'],
      ]),
      [0, 2],
    );
    expect(sketch).toMatchObject({ rows: 2, events: ['e'], features: [{}, [0, 1, 0, 1, 0, 0]] });
  });

  test.each(['1', '1,2,3', ''])('F-07 refuses a row of other columns: %j', (line) => {
    expect(() => counted(line)).toThrow(BaselineMismatchError);
  });
});

describe('parseSketch', () => {
  it('reads what was written', () => {
    const sketch = sketchOf(baseline, 'a', 20);
    expect(parseSketch(JSON.stringify(sketch), 'key')).toEqual(sketch);
  });

  test.each(['', '{', '{"format":2}', 'null'])('says that %j is no sketch', (text) => {
    expect(() => parseSketch(text, 'sketches/a')).toThrow(BadSketchError);
  });
});
