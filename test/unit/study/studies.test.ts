import { describe, expect, it } from 'vitest';
import { runCalibration } from '#study/calibration/run-calibration';
import { runGate } from '#study/gate/run-gate';
import { drawContest } from '#study/gate/worlds';
import { FAMILIES } from '#study/verdicts/families';
import { judgeSet } from '#study/verdicts/judge-set';
import { planFeatures } from '#study/verdicts/plan-features';
import { FULL, planSets } from '#study/verdicts/plan-sets';
import { runVerdicts } from '#study/verdicts/run-verdicts';
import { seededDraws } from '#study/sampling/draws';

/** A busy machine takes several times as long as an idle one. */
const PATIENT = 120_000;
const quietly = { isSmall: true, onProgress: () => undefined };

describe('study verdicts', () => {
  it(
    'finds what changed and little else, beside tests that know what to look for',
    () => {
      const { contenders, oracle, quiet, bars } = runVerdicts({ ...quietly, seed: 'small' });
      const [gyre] = contenders;
      expect(gyre?.name).toBe('gyre');
      expect(gyre?.precision).toBeGreaterThan(0.93);
      expect(gyre?.recall).toBeGreaterThan(0.93);
      expect(oracle.oracle.recall - oracle.gyre.recall).toBeLessThan(0.05);
      expect(oracle.gyre.precision).toBeGreaterThan(0.9);
      expect(quiet.find(({ name }) => name === 'gyre-drifted')?.windowsCalled).toBe(0);
      expect(bars.length).toBe(5);
      // What tools of the field do at their defaults: blind to small changes, or to missing values.
      for (const other of contenders.slice(1)) expect(other.recall).toBeLessThan(gyre?.recall ?? 0);
    },
    PATIENT,
  );

  it('draws and judges a set alike every time, and another set otherwise', () => {
    const plan = { seed: 'again', rows: 700, baselineRows: 2000, hasOracle: true };
    expect(judgeSet(plan)).toEqual(judgeSet(plan));
    expect(judgeSet({ ...plan, seed: 'other' })).not.toEqual(judgeSet(plan));
  });

  it('plans at least 500 sets with sizes from 500 to a million, and every kind of change', () => {
    const plans = planSets(FULL, 'plan');
    expect(plans.length).toBeGreaterThanOrEqual(500);
    expect(plans.filter(({ rows }) => rows === 1_000_000)).toHaveLength(10);
    expect(Math.min(...plans.map(({ rows }) => rows))).toBeLessThan(600);
    expect(new Set(plans.map(({ seed }) => seed)).size).toBe(plans.length);
    const features = Array.from({ length: 40 }, (_, index) =>
      planFeatures(seededDraws(`features ${index}`)),
    ).flat();
    const changed = features.filter(({ isChanged }) => isChanged);
    expect(new Set(changed.map(({ change }) => change?.family))).toEqual(
      new Set(FAMILIES.map(({ name }) => name)),
    );
    for (const { change } of changed) {
      const minimum = FAMILIES.find(({ name }) => name === change?.family)?.minimum ?? Number.NaN;
      expect(Math.abs(change?.effect ?? 0)).toBeGreaterThanOrEqual(minimum);
      expect(Math.abs(change?.effect ?? 0)).toBeLessThanOrEqual(10 * minimum);
    }
    expect(features.filter(({ values }) => values.kind === 'constant').some((one) => one.isChanged)).toBe(
      false,
    );
  });
});

describe('study calibration', () => {
  it(
    'F-09 calls chance a change no more often than it says, and sees changes the more the larger they are',
    () => {
      const { byFeature, byWindow, power, windows, bars } = runCalibration({ ...quietly, seed: 'small' });
      expect(windows).toBe(600);
      expect(byFeature).toHaveLength(6);
      for (const { at05, at01 } of byFeature) {
        expect(at05).toBeLessThan(0.09);
        expect(at01).toBeLessThan(0.03);
      }
      expect(byWindow.at(-1)?.changed).toBeLessThan(0.09);
      expect(bars.every(({ isMet }) => isMet)).toBe(true);
      for (const family of ['mean', 'scale', 'tail', 'share'] as const) {
        const called = (multiple: number) =>
          power.find((one) => one.family === family && one.rows === 5000 && one.multiple === multiple)
            ?.called['gyre'] ?? Number.NaN;
        expect(called(0)).toBeLessThan(0.3);
        expect(called(3)).toBeGreaterThan(0.9);
      }
    },
    PATIENT,
  );
});

describe('study gate', () => {
  it(
    'lets no worse candidate pass, promotes better ones nearly as often as tests that know more, and is sure as often as it says',
    () => {
      const { decisions, coverage, bars } = runGate({ ...quietly, seed: 'small' });
      expect(decisions).toHaveLength(12);
      for (const { truth, promoted, refused, knowing } of decisions) {
        if (truth === 'worse') expect([promoted, refused > 0.8]).toEqual([0, true]);
        if (truth === 'equal') expect(promoted).toBeLessThanOrEqual(0.2);
        if (truth === 'better') expect(promoted).toBeGreaterThan(knowing - 0.35);
      }
      for (const { difference, percentiles } of coverage) {
        expect(difference).toBeGreaterThan(0.88);
        expect(difference).toBeGreaterThanOrEqual(percentiles);
      }
      expect(bars.every(({ isMet }) => isMet)).toBe(true);
    },
    PATIENT,
  );

  it('draws a contest alike every time', () => {
    const world = { metric: 'auc', dependence: 'days', blocks: 5, rows: 50, candidate: 0.8 } as const;
    expect(drawContest(world, 'again')).toEqual(drawContest(world, 'again'));
    expect(drawContest(world, 'other')).not.toEqual(drawContest(world, 'again'));
  });
});
