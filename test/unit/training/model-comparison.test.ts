import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { seededRandom } from '#core/random';
import { areaUnderCurve } from '#core/training/auc';
import { brierDecomposition } from '#core/training/brier-decomposition';
import { calibrationError } from '#core/training/calibration-error';
import { delongTest } from '#core/training/delong';
import { discordantRows, mcnemarTest } from '#core/training/mcnemar';
import { reliabilityBins } from '#core/training/reliability-bins';

const n = z.number();
const numbers = z.array(n);
const binning = z.strictObject({ by: z.enum(['width', 'rows']), bins: n });
const brier = z.strictObject({ score: n, reliability: n, resolution: n, uncertainty: n, withinBins: n });

/** Made by make-vectors.py with numpy, SciPy, scikit-learn and statsmodels. */
const VECTORS = join(import.meta.dirname, '../../reference/model-comparison/vectors.json');
const vectors = z
  .strictObject({
    delong: z
      .array(
        z.strictObject({
          ...{ labels: numbers, first: numbers, second: numbers },
          ...{ aucs: z.tuple([n, n]), standardError: n, pValue: n },
        }),
      )
      .min(50),
    mcnemar: z
      .array(
        z.strictObject({
          ...{ onlyFirst: n, onlySecond: n, pValue: n, midPValue: n, statistic: n, asymptoticPValue: n },
        }),
      )
      .min(50),
    calibration: z
      .array(
        z.strictObject({
          ...{ predictions: numbers, labels: numbers, binning, counts: numbers },
          ...{ expected: n, largest: n, brier },
        }),
      )
      .min(50),
  })
  .parse(JSON.parse(readFileSync(VECTORS, 'utf8')));

const SEED = 20240801;
const numbered = <Case>(cases: readonly Case[]) => cases.map((one, index) => [index, one] as const);

function expectNear(actual: number | undefined, expected: number, share = 1e-10): void {
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(share * Math.abs(expected) + 1e-13);
}

describe("DeLong's test", () => {
  test.each(numbered(vectors.delong))('gives what the matrix of all pairs gives, case %i', (_, vector) => {
    const outcome = delongTest(vector);
    expectNear(outcome?.first, vector.aucs[0]);
    expectNear(outcome?.second, vector.aucs[1]);
    expectNear(outcome?.standardError, vector.standardError);
    expectNear(outcome?.pValue, vector.pValue);
  });

  const table = fc
    .array(fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
      minLength: 4,
      maxLength: 40,
    })
    .map((rows) => ({
      labels: rows.map(([label]) => label),
      first: rows.map(([, score]) => score),
      second: rows.map(([, , score]) => score),
    }));

  test('its areas are those of the metric; the other order and a rising scale change a sign at most', () => {
    fc.assert(
      fc.property(table, ({ labels, first, second }) => {
        const own = delongTest({ labels, first, second });
        const other = delongTest({ labels, first: second, second: first });
        expect(other?.z).toBe(own === undefined ? undefined : 0 - own.z);
        expect(other?.pValue).toBe(own?.pValue);
        expect(delongTest({ labels, first: first.map((score) => score ** 3 + 1), second })).toEqual(own);
        if (own === undefined) return;
        expectNear(own.first, areaUnderCurve(first, labels));
        expectNear(own.difference, own.second - own.first);
      }),
      { seed: SEED },
    );
  });

  test('equal models call a difference at 5 % in about 5 % of 2,000 contests', () => {
    const random = seededRandom('delong');
    const noise = () => random() + random() + random() - random() - random() - random();
    let called = 0;
    for (let contest = 0; contest < 2000; contest += 1) {
      const labels = Array.from({ length: 80 }, (_, row) => Number(row % 3 === 0));
      const common = labels.map((label) => label + noise());
      const [first, second] = [
        common.map((score) => score + noise()),
        common.map((score) => score + noise()),
      ];
      if ((delongTest({ labels, first, second })?.pValue ?? 1) < 0.05) called += 1;
    }
    expect(called).toBeGreaterThan(70);
    expect(called).toBeLessThan(130);
  });

  test('no answer where there is no variance to answer by', () => {
    const labels = [0, 0, 1, 1];
    expect(delongTest({ labels: [0, 0, 0, 1], first: labels, second: labels })).toBeUndefined();
    expect(delongTest({ labels, first: [1, 1, 1, 1], second: [1, 2, 3, 4] })).toBeUndefined();
  });

  test.each([
    { labels: [0, 2], first: [1, 2], second: [1, 2] },
    { labels: [0, 1], first: [1], second: [1, 2] },
    { labels: [0, 1], first: [1, 2], second: [1, Number.NaN] },
  ])('refuses %j', (rows) => {
    expect(() => delongTest(rows)).toThrow(RangeError);
  });
});

describe("McNemar's test", () => {
  test.each(numbered(vectors.mcnemar))('gives what counting gives, case %i', (_, vector) => {
    const { onlyFirst, onlySecond, ...expected } = vector;
    const outcome = mcnemarTest({ onlyFirst, onlySecond });
    for (const name of ['pValue', 'midPValue', 'statistic', 'asymptoticPValue'] as const) {
      expect(Math.abs(outcome[name] - expected[name])).toBeLessThanOrEqual(1e-10 * expected[name]);
    }
  });

  test('sides change places, and the mid-p-value is the smaller one', () => {
    const count = fc.integer({ min: 0, max: 5000 });
    fc.assert(
      fc.property(count, count, (onlyFirst, onlySecond) => {
        const outcome = mcnemarTest({ onlyFirst, onlySecond });
        expect(mcnemarTest({ onlyFirst: onlySecond, onlySecond: onlyFirst })).toEqual(outcome);
        expect(outcome.midPValue).toBeLessThanOrEqual(outcome.pValue);
      }),
      { seed: SEED },
    );
  });

  test('refuses what is no count, and columns of other lengths', () => {
    expect(() => mcnemarTest({ onlyFirst: -1, onlySecond: 0 })).toThrow(RangeError);
    expect(() => mcnemarTest({ onlyFirst: 0.5, onlySecond: 0 })).toThrow(RangeError);
    expect(() => discordantRows([1], [1, 0], [1])).toThrow(RangeError);
  });
});

describe('calibration', () => {
  test.each(numbered(vectors.calibration))('is that of scikit-learn and numpy, case %i', (_, vector) => {
    const bins = reliabilityBins(vector.predictions, vector.labels, vector.binning);
    expect(bins.map(({ rows }) => rows)).toEqual(vector.counts);
    const error = calibrationError(bins);
    expectNear(error.expected, vector.expected);
    expectNear(error.largest, vector.largest);
    const parts = brierDecomposition(vector.predictions, vector.labels, vector.binning);
    for (const name of ['score', 'reliability', 'resolution', 'uncertainty', 'withinBins'] as const)
      expectNear(parts[name], vector.brier[name]);
  });

  test('nothing is hidden in bins of one prediction each, and no error exceeds 1', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(0, 1));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
        const predictions = rows.map(([tenths]) => tenths / 10 + 0.05);
        const labels = rows.map(([, label]) => label);
        const parts = brierDecomposition(predictions, labels, { by: 'width', bins: 10 });
        expect(Math.abs(parts.withinBins)).toBeLessThan(1e-14);
        const { expected, largest } = calibrationError(
          reliabilityBins(predictions, labels, { by: 'rows', bins: 4 }),
        );
        expect(expected).toBeLessThanOrEqual(largest + 1e-15);
        expect(largest).toBeLessThanOrEqual(1);
      }),
      { seed: SEED },
    );
  });

  test('bins of equal rows keep ties together', () => {
    const bins = reliabilityBins([0.2, 0.2, 0.2, 0.7], [0, 1, 0, 1], { by: 'rows', bins: 4 });
    expect(bins.map(({ rows }) => rows)).toEqual([3, 1]);
  });

  test.each([
    () => reliabilityBins([], [], { by: 'width', bins: 2 }),
    () => reliabilityBins([0.5], [1], { by: 'width', bins: 0 }),
    () => reliabilityBins([1.5], [1], { by: 'width', bins: 2 }),
    () => reliabilityBins([0.5], [0.5], { by: 'width', bins: 2 }),
    () => reliabilityBins([0.5, 0.5], [1], { by: 'rows', bins: 2 }),
    () => calibrationError([]),
  ])('refuses %s', (call) => {
    expect(call).toThrow(RangeError);
  });
});
