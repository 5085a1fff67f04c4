import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowHash } from '#core/monitoring/row-scores/row-hash';
import { addToSample, emptySample, mergeSamples } from '#core/monitoring/row-scores/row-sample';
import { spreadRows } from '#core/monitoring/row-scores/spread-rows';
import { type RowSample, sketchSchema } from '#core/monitoring/stored-sketch';

const sampleOf = (ids: readonly number[], most: number): RowSample => {
  const sample = emptySample();
  for (const id of ids) addToSample(sample, rowHash(`row-${id}`), () => `${id}`, most);
  return sample;
};
const merged = (samples: readonly RowSample[], most: number): RowSample => {
  const sum = emptySample();
  for (const sample of samples) mergeSamples(sum, sample, most);
  return sum;
};
const parts = fc.array(fc.array(fc.nat(300), { maxLength: 60 }), { minLength: 1, maxLength: 6 });

test('samples merge in any order and grouping, and rows that stand twice count once', () => {
  fc.assert(
    fc.property(parts, fc.integer({ min: 1, max: 30 }), fc.nat(), (all, most, cut) => {
      const samples = all.map((ids) => sampleOf(ids, 10));
      const before = structuredClone(samples);
      const whole = merged(samples, most);
      expect(merged(samples.toReversed(), most)).toEqual(whole);
      const at = cut % (samples.length + 1);
      const [left, right] = [merged(samples.slice(0, at), most), merged(samples.slice(at), most)];
      expect(merged([left, right], most)).toEqual(whole);
      const twice = merged([...samples, ...samples], most);
      expect(twice).toEqual({ ...whole, of: 2 * whole.of });
      expect(samples).toEqual(before);
    }),
    { numRuns: 100, seed: 4 },
  );
});

test('a merged sample is every row with a hash below its bound', () => {
  fc.assert(
    fc.property(parts, fc.integer({ min: 1, max: 30 }), (all, most) => {
      const whole = merged(
        all.map((ids) => sampleOf(ids, 10)),
        most,
      );
      const hashes = [...new Set(all.flat())].map((id) => rowHash(`row-${id}`)).toSorted((a, b) => a - b);
      expect(whole.rows.map(({ hash }) => hash)).toEqual(hashes.filter((hash) => hash < whole.below));
      expect(whole.rows.length).toBeLessThanOrEqual(most);
      expect(whole.of).toBe(all.flat().length);
      expect(sketchSchema.shape.sample.parse(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
    }),
    { numRuns: 100, seed: 5 },
  );
});

test('a row that was sent twice with other values stays as one, the same whichever came first', () => {
  const of = (cells: readonly string[]) => {
    const sample = emptySample();
    for (const cell of cells) addToSample(sample, 7, () => cell, 5);
    return sample.rows;
  };
  expect(of(['2', '1'])).toEqual([{ hash: 7, cells: '1' }]);
  expect(of(['1', '2'])).toEqual(of(['2', '1']));
});

test('hashes of ids that count upwards are spread evenly', () => {
  const counts = new Array<number>(64).fill(0);
  for (let id = 0; id < 64_000; id += 1) {
    const part = Math.floor(rowHash(`f-2013-0${id}`) / 2 ** 47);
    counts[part] = (counts[part] ?? 0) + 1;
  }
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  // 63 degrees of freedom: 103 is the upper 0.1 %.
  expect(chiSquare).toBeLessThan(103);
});

test('rows are drawn evenly over time, in order and each once', () => {
  const rows = [...spreadRows(1003, 100)];
  expect(rows).toHaveLength(100);
  rows.forEach((row, at) => expect(Math.floor((row * 100) / 1003) - at).toBeOneOf([0, -1]));
  expect(new Set(rows.map((row) => row % 10)).size).toBeGreaterThan(5);
  expect([...spreadRows(3, 3)]).toEqual([0, 1, 2]);
});
