import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { betaQuantile } from '#core/statistics/beta-quantile';
import { betaCumulative, betaSurvival, logBetaSurvival } from '#core/statistics/beta-survival';
import { binomialQuantile } from '#core/statistics/binomial-quantile';
import {
  binomialCumulative,
  binomialSurvival,
  logBinomialCumulative,
  logBinomialSurvival,
} from '#core/statistics/binomial-survival';
import { chiSquareQuantile, chiSquareUpperQuantile } from '#core/statistics/chi-square-quantile';
import { chiSquareSurvival, logChiSquareCumulative } from '#core/statistics/chi-square-survival';
import { clopperPearsonInterval } from '#core/statistics/clopper-pearson-interval';
import { complementaryError, logComplementaryError } from '#core/statistics/complementary-error';
import { deviance } from '#core/statistics/deviance';
import { fQuantile, fUpperQuantile } from '#core/statistics/f-quantile';
import { fCumulative, fSurvival } from '#core/statistics/f-survival';
import { logLowerBeta, logUpperBeta, unitPoint } from '#core/statistics/incomplete-beta';
import { logLowerGamma, logUpperGamma } from '#core/statistics/incomplete-gamma';
import { exactKolmogorovSmirnovPValue } from '#core/statistics/kolmogorov-smirnov-exact';
import { kolmogorovSurvival, logKolmogorovSurvival } from '#core/statistics/kolmogorov-survival';
import { logGamma, stirlingError } from '#core/statistics/log-gamma';
import { normalUpperQuantile } from '#core/statistics/normal-quantile';
import { logNormalSurvival, normalSurvival } from '#core/statistics/normal-survival';
import { studentTUpperQuantile } from '#core/statistics/student-t-quantile';
import { logStudentTSurvival, studentTSurvival } from '#core/statistics/student-t-survival';
import { wilsonInterval } from '#core/statistics/wilson-interval';

const n = z.number();
const side = z.enum(['lower', 'upper']);
const trials = z.strictObject({ trials: n, probability: n });
const degrees = z.strictObject({ numerator: n, denominator: n });
const listOf = <Shape extends z.ZodRawShape>(shape: Shape) => z.array(z.strictObject(shape)).min(20);

/** Made by make-vectors.py with SciPy and exact arithmetic. */
const VECTORS = join(import.meta.dirname, '../../reference/statistics/vectors.json');
const vectors = z
  .strictObject({
    logGamma: listOf({ x: n, value: n, stirling: n }),
    deviance: listOf({ ratio: n, value: n }),
    gamma: listOf({ a: n, x: n, logLower: n, logUpper: n }),
    beta: listOf({ a: n, b: n, x: n, logLower: n, logUpper: n }),
    complementaryError: listOf({ x: n, log: n }),
    normal: listOf({ z: n, log: n }),
    normalQuantile: listOf({ tail: n, value: n }),
    chiSquare: listOf({ statistic: n, degreesOfFreedom: n, survival: n, logCumulative: n }),
    chiSquareQuantile: listOf({ side, probability: n, degreesOfFreedom: n, value: n }),
    studentT: listOf({ t: n, degreesOfFreedom: n, log: n }),
    studentTQuantile: listOf({ tail: n, degreesOfFreedom: n, value: n }),
    fRatio: listOf({ f: n, degrees, survival: n, cumulative: n }),
    fQuantile: listOf({ side, probability: n, degrees, value: n }),
    betaQuantile: listOf({ probability: n, a: n, b: n, value: n }),
    binomial: listOf({ successes: n, trials, logSurvival: n, logCumulativeBelow: n }),
    binomialQuantile: listOf({ at: n, trials, value: n }),
    kolmogorov: listOf({ x: n, log: n }),
    kolmogorovSmirnov: listOf({ distance: n, rows1: n, rows2: n, value: n }),
    kolmogorovSmirnovTies: listOf({
      distance: n,
      sizes: z.strictObject({ rows1: n, rows2: n, ties: z.array(n) }),
      value: n,
    }),
    intervals: listOf({
      successes: n,
      trials: n,
      level: n,
      clopperPearson: z.tuple([n, n]),
      wilson: z.tuple([n, n]),
    }),
  })
  .parse(JSON.parse(readFileSync(VECTORS, 'utf8')));

/** Error relative to the value; that of a 0 is absolute. */
const relative = (actual: number, exact: number) =>
  exact === 0 ? Math.abs(actual) : Math.abs(actual / exact - 1);

/** Relative error of e^actual as the value of e^exact, where no double may hold either; relative to large logarithms. */
const ofLog = (actual: number, exact: number) =>
  actual === exact ? 0 : Math.abs(actual - exact) / Math.max(1, Math.abs(exact) / 700);

/** The worst of all cases at once: one line a function, with the worst error in it when the bound fails. */
function worst<Case>(cases: readonly Case[], errors: (one: Case) => readonly number[]) {
  let found = { error: 0, at: '' };
  for (const one of cases)
    for (const error of errors(one)) if (!(error <= found.error)) found = { error, at: JSON.stringify(one) };
  return { ...found, cases: cases.length };
}

/** Function, cases, bound. */
const FAMILIES = {
  'ln gamma': [
    worst(vectors.logGamma, ({ x, value, stirling }) => [
      relative(logGamma(x), value),
      Math.abs(stirlingError(x) - stirling),
    ]),
    1e-12,
  ],
  deviance: [worst(vectors.deviance, ({ ratio, value }) => [relative(deviance(ratio), value)]), 1e-14],
  'incomplete gamma': [
    worst(vectors.gamma, ({ a, x, logLower, logUpper }) => [
      ofLog(logLowerGamma(a, x), logLower),
      ofLog(logUpperGamma(a, x), logUpper),
    ]),
    1e-10,
  ],
  'incomplete beta': [
    worst(vectors.beta, ({ a, b, x, logLower, logUpper }) => [
      ofLog(logLowerBeta(a, b, unitPoint(x)), logLower),
      ofLog(logUpperBeta(a, b, unitPoint(x)), logUpper),
      relative(betaCumulative(x, a, b), Math.exp(logLower)),
      relative(betaSurvival(x, a, b), Math.exp(logUpper)),
      ofLog(logBetaSurvival(x, a, b), logUpper),
    ]),
    1e-10,
  ],
  erfc: [
    worst(vectors.complementaryError, ({ x, log }) => [
      ofLog(logComplementaryError(x), log),
      log < -690 ? 0 : relative(complementaryError(x), Math.exp(log)),
    ]),
    1e-12,
  ],
  normal: [
    worst(vectors.normal, ({ z: deviation, log }) => [
      ofLog(logNormalSurvival(deviation), log),
      log < -690 ? 0 : relative(normalSurvival(deviation), Math.exp(log)),
    ]),
    1e-12,
  ],
  'normal quantile': [
    worst(vectors.normalQuantile, ({ tail, value }) => [relative(normalUpperQuantile(tail), value)]),
    1e-10,
  ],
  'chi-square': [
    worst(vectors.chiSquare, ({ statistic, degreesOfFreedom, survival, logCumulative }) => [
      relative(chiSquareSurvival(statistic, degreesOfFreedom), survival),
      ofLog(logChiSquareCumulative(statistic, degreesOfFreedom), logCumulative),
    ]),
    1e-10,
  ],
  'chi-square quantile': [
    worst(vectors.chiSquareQuantile, ({ side: from, probability, degreesOfFreedom, value }) => [
      relative(
        (from === 'lower' ? chiSquareQuantile : chiSquareUpperQuantile)(probability, degreesOfFreedom),
        value,
      ),
    ]),
    1e-10,
  ],
  "Student's t": [
    worst(vectors.studentT, ({ t, degreesOfFreedom, log }) => [
      ofLog(logStudentTSurvival(t, degreesOfFreedom), log),
      relative(studentTSurvival(t, degreesOfFreedom), Math.exp(log)),
    ]),
    1e-10,
  ],
  "Student's t quantile": [
    worst(vectors.studentTQuantile, ({ tail, degreesOfFreedom, value }) => [
      relative(studentTUpperQuantile(tail, degreesOfFreedom), value),
    ]),
    1e-10,
  ],
  F: [
    worst(vectors.fRatio, ({ f, degrees: of, survival, cumulative }) => [
      relative(fSurvival(f, of), survival),
      relative(fCumulative(f, of), cumulative),
    ]),
    1e-10,
  ],
  'F quantile': [
    worst(vectors.fQuantile, ({ side: from, probability, degrees: of, value }) => [
      relative((from === 'lower' ? fQuantile : fUpperQuantile)(probability, of), value),
    ]),
    1e-10,
  ],
  'beta quantile': [
    worst(vectors.betaQuantile, ({ probability, a, b, value }) => [
      relative(betaQuantile(probability, a, b), value),
    ]),
    1e-10,
  ],
  binomial: [
    worst(vectors.binomial, ({ successes, trials: of, logSurvival, logCumulativeBelow }) => [
      ofLog(logBinomialSurvival(successes, of), logSurvival),
      ofLog(logBinomialCumulative(successes - 1, of), logCumulativeBelow),
      relative(binomialSurvival(successes, of), Math.exp(logSurvival)),
      relative(binomialCumulative(successes - 1, of), Math.exp(logCumulativeBelow)),
    ]),
    1e-10,
  ],
  'binomial quantile': [
    worst(vectors.binomialQuantile, ({ at, trials: of, value }) => [
      Math.abs(binomialQuantile(at, of) - value),
    ]),
    0,
  ],
  Kolmogorov: [
    worst(vectors.kolmogorov, ({ x, log }) => [
      ofLog(logKolmogorovSurvival(x), log),
      log < -690 ? 0 : relative(kolmogorovSurvival(x), Math.exp(log)),
    ]),
    1e-12,
  ],
  'two-sample Kolmogorov-Smirnov': [
    worst(vectors.kolmogorovSmirnov, ({ distance, rows1, rows2, value }) => [
      relative(exactKolmogorovSmirnovPValue(distance, { rows1, rows2 }), value),
    ]),
    1e-12,
  ],
  'two-sample Kolmogorov-Smirnov with ties': [
    worst(vectors.kolmogorovSmirnovTies, ({ distance, sizes, value }) => [
      relative(exactKolmogorovSmirnovPValue(distance, sizes), value),
    ]),
    1e-12,
  ],
  'Clopper-Pearson interval': [
    worst(vectors.intervals, ({ successes, trials: of, level, clopperPearson: [low, high] }) => {
      const interval = clopperPearsonInterval(successes, of, level);
      return [relative(interval.low, low), relative(interval.high, high)];
    }),
    1e-10,
  ],
  'Wilson interval': [
    worst(vectors.intervals, ({ successes, trials: of, level, wilson: [low, high] }) => {
      const interval = wilsonInterval(successes, of, level);
      return [relative(interval.low, low), relative(interval.high, high)];
    }),
    1e-12,
  ],
} as const;

describe('what SciPy and exact arithmetic give', () => {
  const table = Object.entries(FAMILIES).map(([name, [{ error, at, cases }, bound]]) => ({
    ...{ name, error: error.toExponential(1), at, cases, bound },
    isWithin: error <= bound,
  }));
  test.each(table)(
    '$name: $cases cases, worst error $error, bound $bound',
    ({ isWithin, at, error, bound }) => {
      expect({ isWithin, at: isWithin ? '' : at, error, bound }).toMatchObject({ isWithin: true });
    },
  );
});

describe('what is out of bounds is refused', () => {
  test.each([
    () => logLowerGamma(0.001, 1),
    () => logLowerGamma(1, Number.NaN),
    () => logLowerBeta(0, 1, unitPoint(0.5)),
    () => logLowerBeta(1, Number.POSITIVE_INFINITY, unitPoint(0.5)),
    () => logLowerBeta(1, 1, unitPoint(1.5)),
    () => logLowerBeta(1, 1, { x: 0.5, y: 0.4 }),
    () => betaSurvival(Number.NaN, 1, 1),
    () => betaQuantile(0, 1, 1),
    () => logNormalSurvival(Number.NaN),
    () => normalUpperQuantile(1),
    () => chiSquareQuantile(1, 1),
    () => chiSquareUpperQuantile(0, 1),
    () => chiSquareUpperQuantile(0.1, Number.NaN),
    () => studentTSurvival(Number.NaN, 1),
    () => studentTSurvival(1, 0),
    () => studentTUpperQuantile(1.5, 3),
    () => fSurvival(-1, { numerator: 1, denominator: 1 }),
    () => fSurvival(1, { numerator: 0, denominator: 1 }),
    () => fQuantile(Number.NaN, { numerator: 1, denominator: 1 }),
    () => binomialSurvival(1.5, { trials: 3, probability: 0.5 }),
    () => binomialSurvival(1, { trials: -3, probability: 0.5 }),
    () => binomialSurvival(1, { trials: 3, probability: 1.1 }),
    () => binomialQuantile(0, { trials: 3, probability: 0.5 }),
    () => exactKolmogorovSmirnovPValue(1.1, { rows1: 2, rows2: 2 }),
    () => exactKolmogorovSmirnovPValue(0.5, { rows1: 0, rows2: 2 }),
    () => exactKolmogorovSmirnovPValue(0.5, { rows1: 1e4, rows2: 1e4 }),
    () => exactKolmogorovSmirnovPValue(0.5, { rows1: 2, rows2: 2, ties: [1, 2] }),
    () => logKolmogorovSurvival(-1),
    () => clopperPearsonInterval(3, 2, 0.95),
    () => clopperPearsonInterval(1, 2, 1),
    () => wilsonInterval(0.5, 2, 0.95),
    () => wilsonInterval(0, 0, 0.95),
    () => wilsonInterval(0, 1, 0),
  ])('%s', (call) => {
    expect(call).toThrow(RangeError);
  });
});
