import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { betaQuantile, betaUpperQuantile } from '#core/statistics/beta-quantile';
import { betaCumulative, betaSurvival } from '#core/statistics/beta-survival';
import { binomialQuantile } from '#core/statistics/binomial-quantile';
import { binomialCumulative, binomialSurvival } from '#core/statistics/binomial-survival';
import { chiSquareQuantile, chiSquareUpperQuantile } from '#core/statistics/chi-square-quantile';
import {
  chiSquareSurvival,
  logChiSquareCumulative,
  logChiSquareSurvival,
} from '#core/statistics/chi-square-survival';
import { clopperPearsonInterval } from '#core/statistics/clopper-pearson-interval';
import { complementaryError } from '#core/statistics/complementary-error';
import { fQuantile, fUpperQuantile } from '#core/statistics/f-quantile';
import { fCumulative, fSurvival } from '#core/statistics/f-survival';
import { logLowerBeta, logUpperBeta, unitPoint } from '#core/statistics/incomplete-beta';
import { logLowerGamma, logUpperGamma } from '#core/statistics/incomplete-gamma';
import { exactKolmogorovSmirnovPValue } from '#core/statistics/kolmogorov-smirnov-exact';
import { kolmogorovSmirnovPValue, kolmogorovSurvival } from '#core/statistics/kolmogorov-survival';
import { logComplement } from '#core/statistics/log-complement';
import { logGamma } from '#core/statistics/log-gamma';
import { monotoneRoot } from '#core/statistics/monotone-root';
import { normalQuantile, normalUpperQuantile } from '#core/statistics/normal-quantile';
import { normalSurvival } from '#core/statistics/normal-survival';
import { studentTQuantile, studentTUpperQuantile } from '#core/statistics/student-t-quantile';
import { studentTSurvival } from '#core/statistics/student-t-survival';
import { wilsonInterval } from '#core/statistics/wilson-interval';

const SEED = 20240701;
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** Numbers over many orders of magnitude. */
const scale = (min: number, max: number) => real(Math.log(min), Math.log(max)).map(Math.exp);
const shape = scale(0.02, 1e4);
const degrees = scale(0.5, 1e6);
const tail = real(-690, -0.05).map(Math.exp);
const inside = real(1e-6, 1 - 1e-6);

/** Is it the same up to this share? */
function expectSame(actual: number, expected: number, share = 1e-10): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(share * Math.abs(expected));
}

/** @param check one law @param cases arbitraries of its arguments */
function holds<Arguments extends readonly unknown[]>(
  cases: { readonly [K in keyof Arguments]: fc.Arbitrary<Arguments[K]> },
  check: (...of: Arguments) => void,
): void {
  fc.assert(
    fc.property(fc.tuple<unknown[]>(...cases), (of) => {
      check(...(of as unknown as Arguments));
    }),
    { seed: SEED, numRuns: 150 },
  );
}

describe('both tails make 1', () => {
  test('gamma', () =>
    holds([shape, scale(0.1, 3)], (a, ratio) =>
      expectSame(Math.exp(logLowerGamma(a, a * ratio)) + Math.exp(logUpperGamma(a, a * ratio)), 1, 1e-13),
    ));
  test('beta', () =>
    holds([shape, shape, inside], (a, b, x) =>
      expectSame(betaSurvival(x, a, b) + betaCumulative(x, a, b), 1, 1e-13),
    ));
  test('F', () =>
    holds([degrees, degrees, scale(0.01, 100)], (numerator, denominator, f) =>
      expectSame(
        fSurvival(f, { numerator, denominator }) + fCumulative(f, { numerator, denominator }),
        1,
        1e-13,
      ),
    ));
  test('binomial, whose tails share no point', () =>
    holds([fc.integer({ min: 0, max: 1e5 }), inside, real(0, 1)], (trials, probability, share) => {
      const successes = Math.floor(share * trials);
      const of = { trials, probability };
      expectSame(binomialSurvival(successes + 1, of) + binomialCumulative(successes, of), 1, 1e-13);
    }));
  test('the complement of a complement is the logarithm itself', () =>
    holds([real(-30, -1e-6)], (log) => expectSame(logComplement(logComplement(log)), log, 1e-9)));
});

describe('tails fall', () => {
  test.each<[string, (x: number, a: number, b: number) => number]>([
    ['normal', (x) => normalSurvival(Math.log(x))],
    ['erfc', (x) => complementaryError(Math.log(x))],
    ['Kolmogorov', (x) => kolmogorovSurvival(x)],
    ['chi-square', (x, a) => logChiSquareSurvival(x, 2 * a)],
    ["Student's t", (x, a) => studentTSurvival(Math.log(x), a)],
    ['F', (x, a, b) => fSurvival(x, { numerator: a, denominator: b })],
    ['beta', (x, a, b) => betaSurvival(x / (1 + x), a, b)],
  ])('%s', (_, survival) =>
    holds([scale(1e-3, 1e3), scale(1e-3, 1e3), shape, shape], (x, y, a, b) => {
      const [near, far] = [survival(Math.min(x, y), a, b), survival(Math.max(x, y), a, b)];
      // Where a tail rounds to 1 the last digit may waver.
      expect(far).toBeLessThanOrEqual(near + 1e-13 * Math.abs(near));
    }),
  );
});

describe('symmetry', () => {
  test('normal and t: both tails are one', () =>
    holds([real(-8, 8), degrees], (z, of) => {
      expectSame(normalSurvival(z) + normalSurvival(-z), 1, 1e-14);
      expectSame(studentTSurvival(z, of) + studentTSurvival(-z, of), 1, 1e-13);
    }));
  test('beta: shapes change places with x and 1 - x', () =>
    holds([shape, shape, fc.integer({ min: 1, max: 1023 })], (a, b, sixteenths) => {
      const x = sixteenths / 1024;
      expect(betaSurvival(x, a, b)).toBe(betaCumulative(1 - x, b, a));
    }));
  test('F: degrees change places with f and 1 / f', () =>
    holds([degrees, degrees, scale(0.01, 100)], (a, b, f) =>
      expectSame(
        fSurvival(f, { numerator: a, denominator: b }),
        fCumulative(1 / f, { numerator: b, denominator: a }),
        1e-9,
      ),
    ));
  test('exact Kolmogorov-Smirnov: samples change places, and the order of the values', () =>
    holds(
      [fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 9 }), real(0, 1), real(0, 1)],
      (ties, share, distance) => {
        const rows = ties.reduce((sum, count) => sum + count, 0);
        const rows1 = Math.max(1, Math.min(rows - 1, Math.round(share * rows)));
        const [rows2, pValue] = [rows - rows1, exactKolmogorovSmirnovPValue];
        const own = pValue(distance, { rows1, rows2, ties });
        expectSame(pValue(distance, { rows1: rows2, rows2: rows1, ties }), own, 1e-12);
        expectSame(pValue(distance, { rows1, rows2, ties: ties.toReversed() }), own, 1e-12);
        expect(own).toBeLessThanOrEqual(pValue(distance, { rows1, rows2 }) * (1 + 1e-12));
      },
    ));
});

describe('a quantile is the inverse of its tail', () => {
  test('normal', () =>
    holds([tail], (p) => {
      expectSame(normalSurvival(normalUpperQuantile(p)), p, 1e-11);
      expectSame(normalSurvival(-normalQuantile(p)), p, 1e-11);
    }));
  test('chi-square', () =>
    holds([tail, degrees], (p, of) => {
      expectSame(chiSquareSurvival(chiSquareUpperQuantile(p, of), of), p);
      const quantile = chiSquareQuantile(p, of);
      if (quantile > 1e-290) expectSame(Math.exp(logChiSquareCumulative(quantile, of)), p);
    }));
  test("Student's t", () =>
    holds([tail, degrees], (p, of) => {
      const quantile = studentTUpperQuantile(p, of);
      if (quantile < 1e300) expectSame(studentTSurvival(quantile, of), p);
      expect(studentTQuantile(p, of)).toBe(-quantile);
    }));
  test('F', () =>
    holds([tail, degrees, degrees], (p, numerator, denominator) => {
      const of = { numerator, denominator };
      const [high, low] = [fUpperQuantile(p, of), fQuantile(p, of)];
      if (high < 1e290) expectSame(fSurvival(high, of), p);
      if (low > 1e-290) expectSame(fCumulative(low, of), p);
    }));
  test('beta', () =>
    holds([tail, scale(0.02, 1e5), scale(0.02, 1e5)], (p, a, b) => {
      const low = betaQuantile(p, a, b);
      if (low > 1e-290 && low < 0.9) expectSame(betaCumulative(low, a, b), p, 1e-9);
      const high = betaUpperQuantile(p, a, b);
      if (high > 1e-290 && high < 0.9) expectSame(betaSurvival(high, a, b), p, 1e-9);
    }));
  test('binomial: the least number whose tail reaches the probability', () =>
    holds([inside, fc.integer({ min: 0, max: 1e6 }), inside], (at, trials, probability) => {
      const of = { trials, probability };
      const quantile = binomialQuantile(at, of);
      expect(binomialCumulative(quantile, of)).toBeGreaterThanOrEqual(at * (1 - 1e-9));
      expect(binomialCumulative(quantile - 1, of)).toBeLessThan(at);
    }));
  test('a root by search: of steep, flat and stepped functions', () =>
    holds([real(-1e3, 1e3), scale(1e-3, 1e3)], (root, steepness) => {
      expect(monotoneRoot((x) => Math.sinh((x - root) / steepness), 0, 1)).toBeCloseTo(root, 9);
      expect(monotoneRoot((x) => (x - root) ** 3, 0, 1)).toBeCloseTo(root, 4);
      expect(monotoneRoot((x) => Math.sign(x - root), 0, 1)).toBeCloseTo(root, 9);
    }));
  test('a root that is not there is an error', () => {
    expect(() => monotoneRoot(() => -1, 0, 1)).toThrow(RangeError);
  });
});

describe('recurrences', () => {
  test('Gamma(x + 1) = x Gamma(x)', () =>
    holds([scale(1e-3, 1e6)], (x) =>
      expect(Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x))).toBeLessThan(
        1e-14 * (1 + Math.abs(logGamma(x))),
      ),
    ));
  test('Q(a + 1, x) = Q(a, x) + x^a e^-x / Gamma(a + 1)', () =>
    holds([scale(0.02, 100), scale(0.1, 10)], (a, ratio) => {
      const x = a * ratio;
      const step = Math.exp(a * Math.log(x) - x - logGamma(a + 1));
      expectSame(Math.exp(logUpperGamma(a, x)) + step, Math.exp(logUpperGamma(a + 1, x)), 1e-11);
    }));
  test('I_x(a, b) = x I_x(a - 1, b) + (1 - x) I_x(a, b - 1)', () =>
    holds([scale(1.02, 1e3), scale(1.02, 1e3), inside], (a, b, x) => {
      const at = unitPoint(x);
      const sum = x * Math.exp(logLowerBeta(a - 1, b, at)) + at.y * Math.exp(logLowerBeta(a, b - 1, at));
      const whole = Math.exp(logLowerBeta(a, b, at));
      if (whole > 1e-290) expectSame(sum, whole);
    }));
  test("t squared is F with 1 and df, chi-square over df is F's limit", () =>
    holds([real(0.01, 30), degrees], (t, of) => {
      expectSame(2 * studentTSurvival(t, of), fSurvival(t * t, { numerator: 1, denominator: of }));
      const [numerator, denominator] = [Math.min(of, 50), 9e6];
      expectSame(
        fSurvival(1 + t / 30, { numerator, denominator }),
        chiSquareSurvival((1 + t / 30) * numerator, numerator),
        1e-3,
      );
    }));
});

describe('intervals', () => {
  const counts = fc.tuple(fc.integer({ min: 1, max: 1e5 }), real(0, 1)).map(([trials, share]) => ({
    ...{ trials, successes: Math.round(share * trials) },
  }));

  test('hold the observed share and widen with the level', () =>
    holds([counts, inside, inside], ({ successes, trials }, level1, level2) => {
      for (const interval of [clopperPearsonInterval, wilsonInterval]) {
        const narrow = interval(successes, trials, Math.min(level1, level2));
        const wide = interval(successes, trials, Math.max(level1, level2));
        const share = successes / trials;
        expect(wide.low).toBeLessThanOrEqual(narrow.low * (1 + 1e-9));
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high * (1 - 1e-9));
        expect(share).toBeGreaterThanOrEqual(narrow.low * (1 - 1e-9) - 1e-12);
        expect(share).toBeLessThanOrEqual(narrow.high * (1 + 1e-9) + 1e-12);
      }
    }));
  test('change sides with successes and failures', () =>
    holds([counts, inside], ({ successes, trials }, level) => {
      for (const interval of [clopperPearsonInterval, wilsonInterval]) {
        const [own, other] = [
          interval(successes, trials, level),
          interval(trials - successes, trials, level),
        ];
        expect(own.low + other.high).toBeCloseTo(1, 10);
      }
    }));
  test('Clopper and Pearson: each end is where a one-sided test just does not reject', () =>
    holds([counts, real(0.01, 0.9999)], ({ successes, trials }, level) => {
      const { low, high } = clopperPearsonInterval(successes, trials, level);
      const error = (1 - level) / 2;
      if (successes > 0) expectSame(binomialSurvival(successes, { trials, probability: low }), error, 1e-8);
      if (successes < trials)
        expectSame(binomialCumulative(successes, { trials, probability: high }), error, 1e-8);
    }));
  test('Wilson: each end is z standard errors, taken there, from the share', () =>
    holds([counts, real(0.01, 0.9999)], ({ successes, trials }, level) => {
      const z = normalUpperQuantile((1 - level) / 2);
      const { low, high } = wilsonInterval(successes, trials, level);
      for (const end of [low, high])
        expect((successes / trials - end) ** 2).toBeCloseTo((z * z * end * (1 - end)) / trials, 12);
    }));
});

test('the asymptotic Kolmogorov-Smirnov p-value is near the exact one', () => {
  for (const distance of [0.1, 0.15, 0.2, 0.25]) {
    const exact = exactKolmogorovSmirnovPValue(distance, { rows1: 300, rows2: 280 });
    expectSame(kolmogorovSmirnovPValue(distance, 300, 280), exact, 0.06);
  }
});

test('tails no double holds have a logarithm', () => {
  expect(logUpperBeta(1, 1e5, unitPoint(0.5))).toBeCloseTo(-1e5 * Math.LN2, 6);
  expect(logChiSquareSurvival(1e7, 2)).toBeCloseTo(-5e6, 6);
  expect(studentTSurvival(1e308, 0.5)).toBeGreaterThan(0);
  expect(studentTUpperQuantile(1e-300, 0.5)).toBe(Number.POSITIVE_INFINITY);
  expect(chiSquareQuantile(1e-300, 0.5)).toBe(0);
});
