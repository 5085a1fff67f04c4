import { describe, expect, it, test } from 'vitest';
import { andersonDarling } from '#core/monitoring/divergence/anderson-darling';
import { cramerVonMises } from '#core/monitoring/divergence/cramer-von-mises';
import { likelihoodRatioTest } from '#core/monitoring/divergence/g-test';
import { hellinger } from '#core/monitoring/divergence/hellinger';
import { jensenShannon } from '#core/monitoring/divergence/jensen-shannon';
import { largestShareChange } from '#core/monitoring/divergence/largest-share-change';
import { meanShift } from '#core/monitoring/divergence/mean-shift';
import { binnedMoments, deviationOf } from '#core/monitoring/divergence/moments';
import { scaleRatio } from '#core/monitoring/divergence/scale-ratio';
import { stabilityIndexWithNoise } from '#core/monitoring/divergence/stability-noise';
import { totalVariation } from '#core/monitoring/divergence/total-variation';
import { twoProportionTest } from '#core/monitoring/divergence/two-proportion';
import { wasserstein } from '#core/monitoring/divergence/wasserstein';
import { kolmogorovSmirnov } from '#core/monitoring/ks';
import { measured, numbered, pValueOf, relativeError, vectors } from './support/vectors.ts';

const EXACT = 1e-9;
/** Limit laws are summed from 32 points and from eigenvalues: two ways that agree so far into the tails. */
const TAIL = 1e-8;
const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);

const near = (actual: number, expected: number, bound = EXACT) =>
  expect(relativeError(actual, expected), `${actual} for ${expected}`).toBeLessThan(bound);

describe.each(numbered(vectors.numeric))('column %i', (_, vector) => {
  const { baseline, window, positions } = vector;

  it('has the distances of SciPy and NumPy', () => {
    near(measured(jensenShannon(baseline, window)).distance, vector.jensenShannon);
    near(measured(stabilityIndexWithNoise(baseline, window)).statistic, vector.stabilityIndex);
    near(measured(hellinger(baseline, window)).effect, vector.hellinger);
    near(measured(totalVariation(baseline, window)).effect, vector.totalVariation);
    near(measured(largestShareChange(baseline, window)).effect, vector.largest);
    near(kolmogorovSmirnov(baseline, window)?.statistic ?? -1, vector.kolmogorovSmirnov);
  });

  it('has the expectations under no change', () => {
    // A bin with more than 100 expected rows in the smaller sample is taken as normal: 0.3 % of the sum at most.
    const [n, m] = [sum(baseline), sum(window)];
    const most = Math.max(...baseline.map((count, bin) => count + (window[bin] ?? 0)));
    const bound = (most * Math.min(n, m)) / (n + m) > 100 ? 3e-3 : EXACT;
    near(measured(jensenShannon(baseline, window)).expected, vector.jensenShannonExpected, bound);
    near(measured(stabilityIndexWithNoise(baseline, window)).expected, vector.stabilityIndexExpected, bound);
    near(measured(hellinger(baseline, window)).expected, vector.hellingerExpected, bound);
    near(measured(totalVariation(baseline, window)).expected, vector.totalVariationExpected, bound);
  });

  it('has the distances in the unit of the feature', () => {
    const inDeviations = measured(wasserstein({ baseline, window, positions }));
    near(inDeviations.statistic, vector.wasserstein);
    near(inDeviations.effect, vector.wasserstein / vector.deviation);
    const inRanges = wasserstein({ baseline, window, positions, spread: 'interquartile-range' });
    if (vector.quartileRange === 0) expect(inRanges).toMatchObject({ reason: 'constant-baseline' });
    else near(measured(inRanges).effect, vector.wasserstein / vector.quartileRange);
  });

  it('has the moments', () => {
    const [before, now] = [binnedMoments(baseline, positions), binnedMoments(window, positions)];
    near(deviationOf(before), vector.deviation);
    near(measured(meanShift(before, now)).shift, vector.meanShift, 1e-8);
    near(measured(meanShift(before, now)).statistic, vector.meanShiftZ, 1e-8);
    near(measured(scaleRatio(before, now)).logRatio, vector.logScaleRatio, 1e-8);
    near(measured(scaleRatio(before, now)).statistic, vector.scaleRatioZ, 1e-8);
  });

  it('has the Cramér-von Mises statistic and its tail', () => {
    const result = measured(cramerVonMises(baseline, window));
    near(result.statistic, vector.cramerVonMises);
    if (sum(baseline) === sum(window)) near(result.statistic, vector.cramerVonMisesScipy, 1e-6);
    expect(vector.cramerVonMisesP).not.toBeNull();
    near(pValueOf(result), vector.cramerVonMisesP ?? -1, TAIL);
  });

  it('has the Anderson-Darling statistic and its tail', () => {
    const result = measured(andersonDarling([baseline, window]));
    near(result.statistic, vector.andersonDarling);
    expect(vector.andersonDarlingP).not.toBeNull();
    near(pValueOf(result), vector.andersonDarlingP ?? -1, TAIL);
  });
});

describe.each(numbered(vectors.untied))('values without ties %i', (_, vector) => {
  const baseline = vector.baseline.split('').map(Number);
  const window = baseline.map((count) => 1 - count);
  const smaller = Math.min(sum(baseline), sum(window));

  it("has SciPy's Cramér-von Mises statistic and nearly its p-value", () => {
    const result = measured(cramerVonMises(baseline, window));
    near(result.statistic, vector.cramerVonMises);
    // SciPy fits the limit law by two moments, this one by the covariances.
    if (vector.cramerVonMisesP > 1e-4)
      near(pValueOf(result), vector.cramerVonMisesP, smaller < 25 ? 0.5 : 0.15);
  });

  it("has SciPy's Anderson-Darling statistic and nearly its p-value", () => {
    const result = measured(andersonDarling([baseline, window]));
    near(result.statistic, vector.andersonDarling);
    if (smaller < 25) return;
    const isInterpolated = vector.andersonDarlingScipyP > 0.001 && vector.andersonDarlingScipyP < 0.25;
    if (isInterpolated) near(pValueOf(result), vector.andersonDarlingScipyP, smaller < 100 ? 0.25 : 0.08);
    else if (vector.andersonDarlingScipyP === 0.25) expect(result.pValue).toBeGreaterThan(0.22);
    else expect(result.pValue).toBeLessThan(0.0013);
  });
});

test.each(numbered(vectors.several))('several samples at once %i', (_, { samples, ...vector }) => {
  const result = measured(andersonDarling(samples));
  near(result.statistic, vector.andersonDarling);
  if (vector.pValue !== null) near(pValueOf(result), vector.pValue, TAIL);
});

test.each(numbered(vectors.categories))('likelihood ratio of categories %i', (_, vector) => {
  const { baseline, window } = vector;
  const plain = measured(likelihoodRatioTest(baseline, window));
  near(plain.statistic, vector.statistic);
  near(pValueOf(plain), vector.pValue, TAIL);
  expect(plain.degreesOfFreedom).toBe(vector.degreesOfFreedom);
  const corrected = measured(likelihoodRatioTest(baseline, window, { isCorrected: true }));
  near(corrected.statistic, vector.corrected);
  near(pValueOf(corrected), vector.correctedPValue, TAIL);
});

test.each(numbered(vectors.proportions))('two proportions %i', (_, vector) => {
  const [count, rows] = vector.baseline;
  const result = measured(
    twoProportionTest({ count, rows }, { count: vector.window[0], rows: vector.window[1] }),
  );
  expect(result.statistic).toBeCloseTo(vector.z, 8);
  expect(result.method).toBe(vector.leastExpected >= 5 ? 'normal' : 'exact');
  if (result.pValue === 'one-bin') expect(vector.fisher).toBe(1);
  else near(pValueOf(result), result.method === 'normal' ? vector.normal : vector.fisher, TAIL);
});
