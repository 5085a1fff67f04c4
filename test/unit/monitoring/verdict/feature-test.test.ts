import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { baselineColumn } from '#core/monitoring/baseline';
import { binOf } from '#core/monitoring/reference-bins';
import { testFeature } from '#core/monitoring/verdict/feature-test';
import { speakingTest } from '#core/monitoring/verdict/speaking-test';
import { seededRandom } from '#core/random';

const ROWS = 20_000;

function draw(seed: string, rows: number, value: (random: () => number) => number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: rows }, () => value(random));
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A window against ROWS rows of training. */
function judge(
  before: (random: () => number) => number,
  now: (random: () => number) => number,
  rows = 20_000,
) {
  const column = baselineColumn('x', draw('training', ROWS, before), []);
  const counts = column.counts.map(() => 0);
  for (const value of draw('window', rows, now)) {
    const bin = binOf(value, column.bins);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const result = testFeature({ counts: column.counts, isDiscrete: column.bins.isDiscrete }, counts);
  return { ...result, speaking: speakingTest(result.tests) };
}

type Value = (random: () => number) => number;
const category: Value = (random) => Math.floor(6 * random() ** 2);
const cauchy: Value = (random) => Math.tan(Math.PI * (random() - 0.5));
const mostly =
  (share: number, other: number): Value =>
  (random) =>
    random() < share ? other : normal(random);

describe('testFeature', () => {
  it.each<[string, Value, Value, string, number, number]>([
    ['a shift of a tenth of a deviation', normal, (r) => normal(r) + 0.1, 'wilcoxon', 0.08, 0.12],
    ['a shift down', normal, (r) => normal(r) - 0.1, 'wilcoxon', -0.12, -0.08],
    ['a shift of values with infinite variance', cauchy, (r) => cauchy(r) + 0.2, 'wilcoxon', 0.07, 0.15],
    ['a spread that grew by a tenth', normal, (r) => 1.1 * normal(r), 'mood', 0.07, 0.12],
    ['a spread that shrank', cauchy, (r) => cauchy(r) / 1.2, 'mood', -0.2, -0.05],
    ['two points of rows far above', normal, mostly(0.02, 1e9), 'upper-tail-share', 0.015, 0.025],
    ['one point of rows below the range', normal, mostly(0.01, -1e300), 'lower-tail-share', 0.005, 0.015],
    ['two points of rows missing', normal, mostly(0.02, Number.NaN), 'missing-share', 0.015, 0.025],
    ['rows that are there again', mostly(0.05, Number.NaN), normal, 'missing-share', -0.06, -0.04],
    ['two points of rows with a default value', normal, mostly(0.02, 0.5), 'largest-share', 0.015, 0.025],
    [
      'a category that training never had',
      category,
      (r) => (r() < 0.004 ? 9 : category(r)),
      'new-value-share',
      0.002,
      0.006,
    ],
    [
      'a constant that is no longer one',
      () => 1,
      (r) => (r() < 0.01 ? 2 : 1),
      'new-value-share',
      0.005,
      0.015,
    ],
  ])('sees %s and says by how much', (_, before, now, name, least, most) => {
    const { speaking, pValue } = judge(before, now);
    expect(speaking?.test).toBe(name);
    expect(speaking?.effect).toBeGreaterThan(least);
    expect(speaking?.effect).toBeLessThan(most);
    expect(pValue).toBeLessThan(1e-6);
  });

  it('sees the share of one category move by three points', () => {
    const { speaking, pValue } = judge(category, (r) => (r() < 0.05 ? 3 : category(r)));
    expect(['chi-square', 'largest-share', 'wilcoxon']).toContain(speaking?.test);
    expect(pValue).toBeLessThan(1e-6);
  });

  it('says nothing of a difference that is certain and tiny', () => {
    const { speaking, pValue } = judge(normal, (r) => normal(r) + 0.03, 200_000);
    expect(pValue).toBeLessThan(0.05);
    expect(speaking).toBeUndefined();
  });

  test.each<[string, readonly number[], readonly number[], string]>([
    ['F-08 one value on both sides', [0, 90, 0, 0], [0, 50, 0, 0], 'constant'],
    ['F-08 all values missing on both sides', [0, 0, 50], [0, 0, 70], 'no-values'],
    ['F-02 no row in the window', [0, 90, 80, 0, 4], [0, 0, 0, 0, 0], 'few-rows'],
    ['F-09 too few values', [0, 90, 80, 0, 0], [0, 9, 9, 0, 0], 'few-rows'],
    ['no row at all', [0, 0, 0], [0, 0, 0], 'few-rows'],
  ])('%s: no p-value, and why', (_, before, now, reason) => {
    for (const isDiscrete of [true, false])
      expect(testFeature({ counts: before, isDiscrete }, now)).toMatchObject({ tests: [], pValue: reason });
  });

  it('F-08 every figure is finite, whatever the counts', () => {
    const count = fc.oneof(fc.constant(0), fc.nat(3), fc.nat(1_000_000));
    const counts = fc.integer({ min: 3, max: 40 }).chain((bins) => {
      const side = fc.array(count, { minLength: bins, maxLength: bins });
      return fc.tuple(side, side);
    });
    fc.assert(
      fc.property(counts, fc.boolean(), ([before, now], isDiscrete) => {
        const { tests, pValue } = testFeature({ counts: before, isDiscrete }, now);
        if (typeof pValue === 'number') expect(pValue >= 0 && pValue <= 1).toBe(true);
        else expect(tests).toEqual([]);
        for (const one of tests) {
          expect([one.statistic, one.effect, one.pValue].every(Number.isFinite)).toBe(true);
          expect(one.pValue >= 0 && one.pValue <= 1).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('sees nothing when both sides have the same shares', () => {
    const counts = fc.array(fc.nat(500), { minLength: 4, maxLength: 60 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 20 }), fc.boolean(), (before, times, isDiscrete) => {
        const result = testFeature(
          { counts: before, isDiscrete },
          before.map((one) => one * times),
        );
        expect(speakingTest(result.tests)).toBeUndefined();
        for (const { effect, pValue } of result.tests) {
          expect(Math.abs(effect)).toBeLessThan(1e-9);
          expect(pValue).toBeGreaterThan(0.3);
        }
      }),
    );
  });

  it('turns up into down and wider into wider when the order of values is turned', () => {
    const { tests } = judge(normal, (r) => 1.3 * normal(r) + 0.2);
    const column = baselineColumn(
      'x',
      draw('training', ROWS, (r) => -normal(r)),
      [],
    );
    const counts = column.counts.map(() => 0);
    for (const value of draw('window', 20_000, (r) => -(1.3 * normal(r) + 0.2))) {
      const bin = binOf(value, column.bins);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    const turned = testFeature({ counts: column.counts, isDiscrete: false }, counts).tests;
    const effect = (all: typeof tests, name: string) =>
      all.find(({ test: own }) => own === name)?.effect ?? Number.NaN;
    expect(effect(turned, 'wilcoxon')).toBeCloseTo(-effect(tests, 'wilcoxon'), 2);
    expect(effect(turned, 'mood')).toBeCloseTo(effect(tests, 'mood'), 2);
    expect(effect(turned, 'lower-tail-share')).toBeCloseTo(effect(tests, 'upper-tail-share'), 2);
  });

  it('two constants that differ are certain, whatever the rows', () => {
    expect(
      judge(
        () => 1,
        () => 2,
      ).pValue,
    ).toBeLessThan(1e-200);
    expect(judge(normal, (r) => normal(r) + 1e12).speaking).toMatchObject({ test: 'wilcoxon', pValue: 0 });
  });
});
