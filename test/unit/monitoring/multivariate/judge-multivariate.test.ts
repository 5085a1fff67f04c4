import { expect, test } from 'vitest';
import { judgeDrift } from '#core/monitoring/judge-drift';
import { judgeMultivariate } from '#core/monitoring/multivariate/judge-multivariate';
import { multivariateSectionSchema } from '#core/monitoring/sections/multivariate';
import { mergeSketches } from '#core/monitoring/sketch';
import { parseSketch } from '#core/monitoring/stored-sketch';
import { relatedBaseline, relatedRow, relatedSketch } from '../support/related-rows.ts';

const baseline = relatedBaseline();
const rule = { windowDays: 7, minimumRows: 100, masked: [] };
const driftRule = { ...rule, minimumThreshold: 0.25, calibrationFactor: 2 };

test('correlation drift: each feature alone is stable, but the two no longer move together', () => {
  const window = relatedSketch(baseline, 'flip', 700, (random) => relatedRow(random, -0.8));
  expect(judgeDrift(baseline, window, driftRule).status).toBe('stable');
  const section = judgeMultivariate(baseline, window, rule);
  expect(multivariateSectionSchema.parse(section)).toMatchObject({
    reconstruction: { status: 'outside' },
    domain: { status: 'different', rowsBefore: 1000 },
    coverage: { rows: 700, scored: 700, sampledFrom: 700 },
  });
  expect(section?.domain?.telling.slice(0, 2).toSorted()).toEqual(['power', 'speed']);
  expect(section?.outliers?.low).toBeGreaterThan(0.1);
});

test('F-09 windows of the same rows as in training are within, alike and without more outliers', () => {
  const parts = Array.from({ length: 7 }, (_, day) => relatedSketch(baseline, `same-${day}`, 300));
  const section = judgeMultivariate(baseline, mergeSketches(baseline, parts).merged, rule);
  expect(section).toMatchObject({
    reconstruction: { status: 'within' },
    domain: { status: 'alike', telling: [] },
  });
  expect(section?.outliers?.shareBefore).toBeCloseTo(0.01, 3);
  // The threshold itself comes from 2,700 rows: between 0.6 and 1.4 % of all rows lie beyond it.
  expect(section?.outliers?.low).toBeLessThan(0.014);
  expect(section?.outliers?.high).toBeGreaterThan(0.006);
});

test('planted outliers are counted, though no value of theirs is unusual by itself', () => {
  const outliers = relatedSketch(baseline, 'odd', 30, (random) => {
    const [speed = 0, , load = 0] = relatedRow(random, 0);
    const size = 1.5 + Math.abs(speed) / 4;
    return [size, -size, load];
  });
  const { merged } = mergeSketches(baseline, [relatedSketch(baseline, 'usual', 270), outliers]);
  const found = judgeMultivariate(baseline, merged, rule)?.outliers;
  expect(found?.shareNow).toBeGreaterThanOrEqual(0.1);
  expect(found?.shareNow).toBeLessThan(0.13);
  expect(found?.low).toBeGreaterThan(0.05);
});

test('blocks of training decide what is usual: fewer than three are inconclusive', () => {
  const window = relatedSketch(baseline, 'flip', 300, (random) => relatedRow(random, -0.8));
  const of = (windowDays: number) => judgeMultivariate(baseline, window, { ...rule, windowDays });
  expect(of(30)?.reconstruction?.status).toBe('outside');
  expect(of(31)?.reconstruction?.status).toBe('inconclusive');
});

test('F-09 a window smaller than a block has a wider band', () => {
  const bandOf = (rows: number) => {
    const section = judgeMultivariate(baseline, relatedSketch(baseline, 'few', rows), {
      ...rule,
      windowDays: 30,
    });
    const { noiseLow = 0, noiseHigh = 0 } = section?.reconstruction ?? {};
    return noiseHigh - noiseLow;
  };
  expect(bandOf(100)).toBeGreaterThan(1.5 * bandOf(900));
  expect(bandOf(900)).toBe(bandOf(1000));
});

test('F-02 too few rows, and a baseline from before scores, get no section', () => {
  expect(judgeMultivariate(baseline, relatedSketch(baseline, 'few', 99), rule)).toBeUndefined();
  const { features, prediction, format, model, contestId, trainStart, trainEnd, rows } = baseline;
  const old = { features, prediction, format, model, contestId, trainStart, trainEnd, rows };
  expect(judgeMultivariate(old, relatedSketch(old, 'a', 200), rule)).toBeUndefined();
});

test('what is not judged says why', () => {
  const window = relatedSketch(baseline, 'a', 200);
  expect(judgeMultivariate(baseline, window, { ...rule, masked: ['load'] })).toEqual({
    notJudged: 'masked-since-training',
  });
  expect(judgeMultivariate({ ...baseline, withoutRowScores: 'too-many-features' }, window, rule)).toEqual({
    notJudged: 'too-many-features',
  });
});

test('sketches from before scores leave a window that says how many rows it judged', () => {
  const { scores, sample, ...rest } = relatedSketch(baseline, 'old', 200);
  expect([scores?.length, sample?.of]).toEqual([2, 200]);
  const old = parseSketch(JSON.stringify(rest), 'key');
  const mixed = mergeSketches(baseline, [old, relatedSketch(baseline, 'new', 150)]).merged;
  expect(judgeMultivariate(baseline, mixed, rule)).toMatchObject({
    ...{ coverage: { rows: 350, scored: 150, sampledFrom: 150 }, outliers: { rows: 150 } },
  });
  const alone = judgeMultivariate(baseline, mergeSketches(baseline, [old]).merged, rule);
  expect(alone).toEqual({ coverage: { rows: 200, scored: 0, sampledFrom: 0 } });
});
