import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cardinality, categoryValues } from '#core/engine/sketch/category-sketch';
import { heavyHitters, mergeFeatureSketches } from '#core/engine/sketch/feature-sketch';
import { addHash, addRegisters, emptyRegisters, estimateDistinct } from '#core/engine/sketch/hyper-log-log';
import { cellBounds, LOG_CELLS, logCell, ZERO_CELL } from '#core/engine/sketch/log-histogram';
import { momentsOf, sumTolerance } from '#core/engine/sketch/moments';
import { quantile } from '#core/engine/sketch/quantile';
import { hashBytes, valueHash } from '#core/engine/sketch/value-hash';
import { seededRandom } from '#core/random';
import { categorySketch, normal, NUMBER_BINS, numberSketch } from './support/columns.ts';

const RUNS = { seed: 20261121, numRuns: 200 };
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('quantiles', () => {
  const nearEnough = (given: number, exact: number) => {
    const size = Math.abs(exact);
    // A smallest double beyond the bound: the middle of a cell of subnormal numbers is rounded.
    if (size >= 2 ** 64) expect(Math.sign(given)).toBe(Math.sign(exact));
    else expect(Math.abs(given - exact)).toBeLessThanOrEqual(size < 2 ** -64 ? 2 ** -64 : size / 64);
  };

  test('are within 1/64 of the exact ones, whatever the values', () => {
    const values = fc.array(fc.oneof(finite, fc.double({ min: -100, max: 100, noNaN: true })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
        const sorted = Float64Array.from(all).sort();
        const exact = sorted[Math.max(1, Math.ceil(share * all.length)) - 1] ?? Number.NaN;
        nearEnough(quantile(numberSketch(all.map(String)), share) ?? Number.NaN, exact);
      }),
      RUNS,
    );
  });

  test('of no value are none, of one value are it', () => {
    expect(quantile(numberSketch(['', 'NaN', 'Infinity']), 0.5)).toBeNull();
    expect(quantile(numberSketch(['0.1']), 0.5)).toBe(0.1);
    expect(quantile(numberSketch(['-3', '0', '3']), 0.5)).toBe(0);
    expect(numberSketch(['-0'])).toMatchObject({ least: 0, greatest: 0 });
  });

  test('come from cells that hold their values', () => {
    fc.assert(
      fc.property(finite, (value) => {
        const cell = logCell(value);
        const { inner, outer } = cellBounds(cell);
        expect(cell).toBeLessThan(LOG_CELLS);
        expect(cell === ZERO_CELL).toBe(value === 0);
        if (value === 0) return;
        expect(Math.abs(value)).toBeGreaterThanOrEqual(Math.abs(inner));
        expect(Math.abs(value)).toBeLessThan(Math.abs(outer));
        expect(Math.sign(outer)).toBe(Math.sign(value));
      }),
      RUNS,
    );
  });
});

describe('moments', () => {
  test('are those of two passes over the values', () => {
    const random = seededRandom('moments');
    const values = Array.from({ length: 5000 }, () => 1000 + normal(random));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const moments = momentsOf(numberSketch(values.map(String)), NUMBER_BINS);
    expect(moments?.mean).toBeCloseTo(mean, 9);
    expect(moments?.deviation).toBeCloseTo(Math.sqrt(spread / (values.length - 1)), 6);
    expect(momentsOf(numberSketch(['']), NUMBER_BINS)).toBeNull();
    expect(momentsOf(numberSketch(['1e300', '-1e300']), NUMBER_BINS)).toBeNull();
  });

  test('their sums move with the order by less than the stated tolerance, and by more than nothing', () => {
    const random = seededRandom('order');
    const cells = Array.from({ length: 20_000 }, () => String(Math.exp(4 * normal(random))));
    const [one, other] = [numberSketch(cells), numberSketch(cells.toSorted())];
    const tolerance = sumTolerance(one);
    expect(one.sum).not.toBe(other.sum);
    expect(Math.abs(one.sum - other.sum)).toBeLessThan(tolerance.sum / 10);
    expect(Math.abs(one.squares - other.squares)).toBeLessThan(tolerance.squares / 10);
    expect(tolerance.squares / one.squares).toBeLessThan(1e-11);
  });
});

describe('cardinality', () => {
  test.each([100, 1000, 10_000, 100_000, 1_000_000])(
    'of %i values is within three standard errors',
    (size) => {
      const registers = emptyRegisters();
      // Bytes of a counter: a million texts would take longer than what is tested.
      const bytes = new Uint8Array(4);
      const view = new DataView(bytes.buffer);
      for (let value = 0; value < size; value += 1) {
        view.setUint32(0, value);
        addHash(registers, hashBytes(bytes));
      }
      expect(Math.abs(estimateDistinct(registers) / size - 1)).toBeLessThan(3 * (1.04 / 64));
      const twice = registers.slice();
      addRegisters(twice, registers);
      expect(twice).toEqual(registers);
    },
  );

  test('takes the rank of the other 52 bits, counted from 1', () => {
    const rankOf = (high: number, low: number) => {
      const registers = emptyRegisters();
      addHash(registers, { high, low });
      return registers[5];
    };
    const register = 5 * 2 ** 20;
    const ranks = [rankOf(register + 2 ** 19, 7), rankOf(register + 1, 0), rankOf(register, 2 ** 31)];
    expect([...ranks, rankOf(register, 1), rankOf(register, 0)]).toEqual([1, 20, 21, 52, 53]);
  });

  test('counts known values, and few unknown ones, exactly', () => {
    expect(cardinality(categorySketch(['red', 'red', 'blue', '', 'x', 'y', 'x']))).toBe(4);
    const many = Array.from({ length: 3000 }, (_, at) => `name-${at}`);
    expect(Math.abs(cardinality(categorySketch(many)) / 3000 - 1)).toBeLessThan(0.05);
    expect(cardinality(categorySketch(many, categoryValues(many)))).toBe(3000);
  });

  test('hashes text as published: FNV-1a of 64 bits behind the finaliser of splitmix64', () => {
    const word = 2n ** 64n;
    const reference = (bytes: Uint8Array) => {
      let hash = 0xcbf29ce484222325n;
      for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) % word;
      hash = ((hash ^ (hash >> 30n)) * 0xbf58476d1ce4e5b9n) % word;
      hash = ((hash ^ (hash >> 27n)) * 0x94d049bb133111ebn) % word;
      return hash ^ (hash >> 31n);
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const { high, low } = hashBytes(bytes);
        expect((BigInt(high) << 32n) | BigInt(low)).toBe(reference(bytes));
      }),
      RUNS,
    );
    expect(valueHash('\u00e9')).toEqual(hashBytes(new Uint8Array([0xc3, 0xa9])));
  });
});

describe('heavy hitters', () => {
  /** A stream of many values with some frequent ones, cut into parts that merge in a random grouping. */
  const streams = fc.record({
    seed: fc.string({ minLength: 4, maxLength: 8 }),
    parts: fc.integer({ min: 1, max: 6 }),
    rare: fc.integer({ min: 0, max: 3000 }),
    frequent: fc.integer({ min: 0, max: 20 }),
  });

  test('miss no value of more than 1/256, and their bounds hold, in any order of rows and merges', () => {
    fc.assert(
      fc.property(streams, ({ seed, parts, rare, frequent }) => {
        const random = seededRandom(seed);
        const stream = Array.from({ length: 4000 }, () =>
          random() < 0.5
            ? `frequent-${Math.floor(random() * random() * (frequent + 1))}`
            : `rare-${Math.floor(random() * (rare + 1))}`,
        );
        const truth = new Map<string, number>();
        for (const value of stream) truth.set(value, (truth.get(value) ?? 0) + 1);
        const size = Math.ceil(stream.length / parts);
        let merging = Array.from({ length: parts }, (_, at) =>
          categorySketch(stream.slice(at * size, (at + 1) * size)),
        );
        while (merging.length > 1) {
          const [one, other, ...rest] = merging;
          const merged = mergeFeatureSketches(one!, other!);
          if (merged.kind === 'category') merging = random() < 0.5 ? [merged, ...rest] : [...rest, merged];
        }
        const found = heavyHitters(merging[0]!);
        const error = merging[0]!.unknown.error;
        const kept = found.reduce((sum, { atLeast }) => sum + atLeast, 0);
        expect(error).toBeLessThanOrEqual((stream.length - kept) / 256);
        expect(found.length).toBeLessThanOrEqual(255);
        for (const { value, atLeast, atMost } of found) {
          expect(truth.get(value)).toBeGreaterThanOrEqual(atLeast);
          expect(truth.get(value)).toBeLessThanOrEqual(atMost);
        }
        const names = new Set(found.map(({ value }) => value));
        const missed = [...truth].filter(
          ([value, count]) => count > stream.length / 256 && !names.has(value),
        );
        expect(missed).toEqual([]);
      }),
      { ...RUNS, numRuns: 25 },
    );
  });

  test('are in an order that depends on nothing else', () => {
    const found = heavyHitters(categorySketch(['y', 'x', 'x', 'z', 'y']));
    expect(found.map(({ value }) => value)).toEqual(['x', 'y', 'z']);
  });
});
