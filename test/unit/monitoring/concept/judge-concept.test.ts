import { describe, expect, it, test } from 'vitest';
import { inputsVerdict } from '#core/monitoring/concept/inputs-verdict';
import { type ConceptFacts, judgeConcept } from '#core/monitoring/concept/judge-concept';
import { runDetectors } from '#core/monitoring/concept/run-detectors';
import { scoredDays } from '#core/monitoring/concept/scored-rows';
import type { WindowItem } from '#core/monitoring/monitoring-records';
import { conceptSectionSchema } from '#core/monitoring/sections/concept';
import { asHoldout, drawAnswers, drawDays, type DrawnDays } from './support/served-days.ts';

const holdoutDays = drawDays({ seed: 'hold-out', from: '2024-03-01', days: 28 });
/** Of the rows above. */
const promised = { value: 5.95, low: 5.6, high: 6.3 };
const still = { status: 'still', reason: 'changed below their thresholds: 2 features' } as const;
const drifted = { status: 'drifted', reason: 'distance 1.20 (0.25)' } as const;
const facts: ConceptFacts = {
  ...{ problem: 'regression', metric: 'rmse', block: 'day', promised },
  ...{ holdout: asHoldout(holdoutDays), inputs: still },
};
const window = (change: Partial<DrawnDays> = {}) =>
  drawDays({ seed: 'window', from: '2024-05-01', days: 14, ...change });
const judge = (change: Partial<DrawnDays> = {}, more: Partial<ConceptFacts> = {}) => {
  const section = judgeConcept(window(change), { ...facts, ...more });
  expect(() => conceptSectionSchema.parse(JSON.parse(JSON.stringify(section)))).not.toThrow();
  return section;
};
const said = (section: ReturnType<typeof judge>) =>
  section.detectors.filter(({ status }) => status === 'detected').map(({ detector }) => detector);

describe('judgeConcept', () => {
  it('says neither of days like those of the hold-out', () => {
    const section = judge();
    expect(section).toMatchObject({ cause: 'neither', errors: { status: 'kept' } });
    expect(section.sentence).toMatch(
      /^the error did not rise \(rmse 5\.\d+ -> \d\.\d+\), and no input drifted$/,
    );
    expect(section.residuals?.status).toBe('stable');
    expect(section.calibration).toHaveLength(10);
    expect(section.calibration.every(({ status }) => status === 'kept')).toBe(true);
    expect(said(section)).toEqual([]);
  });

  it('the error rises with inputs as they were: what they mean has changed', () => {
    const section = judge({ factor: () => 1.6 });
    expect(section).toMatchObject({ cause: 'concept', errors: { status: 'rose' } });
    expect(section.sentence).toMatch(
      /^the error rose by \d\d % \(.+\) though no input drifted: what the inputs mean/,
    );
    expect(said(section)).toContain('page-hinkley');
    expect(said(section)).toContain('adwin');
  });

  it('longer rides with the errors that long rides have: the inputs changed, not what they mean', () => {
    // Within what the hold-out knows, so that it can say what to expect.
    const longer = window().map(({ day, predictions, labels }) => {
      const rows = [...predictions.keys()].filter((row) => (predictions[row] ?? 0) > 55);
      return {
        day,
        predictions: rows.map((row) => predictions[row] ?? 0),
        labels: rows.map((row) => labels[row] ?? 0),
      };
    });
    const section = judgeConcept(longer, { ...facts, inputs: drifted });
    expect(section).toMatchObject({ cause: 'covariate', errors: { status: 'rose' } });
    expect(section.sentence).toContain('as the hold-out expects of such predictions');
    const { before = 0, expected = 0, now = 0 } = section.errors ?? {};
    expect(before).toBeLessThan(6.5);
    expect(Math.abs((expected ?? 0) / now - 1)).toBeLessThan(0.05);
    // The prediction alone shows it, also where no drift window was judged.
    expect(judgeConcept(longer, { ...facts, inputs: { status: 'unknown', reason: 'none' } }).cause).toBe(
      'covariate',
    );
  });

  it('inputs drift and the error rises by more than that explains: both', () => {
    const section = judge({ factor: () => 1.6 }, { inputs: drifted });
    expect(section.cause).toBe('both');
    expect(section.sentence).toContain('while inputs drifted (distance 1.20 (0.25))');
  });

  it('inputs drift and the error stays: covariate', () => {
    expect(judge({}, { inputs: drifted })).toMatchObject({
      cause: 'covariate',
      sentence: expect.stringMatching(
        /^inputs drifted \(distance .+\), and the error did not rise/,
      ) as string,
    });
  });

  it('predictions beyond all of the hold-out: nobody knows what such inputs mean', () => {
    const section = judge({ reach: 300 }, { inputs: drifted });
    expect(section).toMatchObject({ cause: 'unknown', errors: { status: 'rose', expected: null } });
    expect(section.sentence).toContain('where the hold-out has none');
  });

  it('a rise of which inputs nothing is known stays unknown', () => {
    const inputs = { status: 'unknown', reason: 'no drift window' } as const;
    expect(judge({ factor: () => 1.6 }, { inputs }).cause).toBe('unknown');
    expect(judge({}, { inputs }).cause).toBe('neither');
  });

  it('a shift of all outcomes moves the residuals and every bucket', () => {
    const section = judge({ shift: 4 });
    expect(section.residuals).toMatchObject({ status: 'moved' });
    expect(section.residuals?.meanNow).toBeCloseTo(-4, 0);
    expect(section.residuals!.high).toBeLessThan(section.residuals!.meanBefore);
    const off = section.calibration.filter(({ status }) => status === 'off');
    expect(off.length).toBeGreaterThan(6);
    for (const { predicted, realised, low, high } of off) {
      expect(realised - predicted).toBeCloseTo(4, -1);
      expect(predicted < low || predicted > high).toBe(true);
    }
  });

  it('F-06 too few days: no word on error, residuals or buckets', () => {
    const section = judge({ days: 3 });
    expect(section).toMatchObject({
      ...{ cause: 'unknown', errors: { status: 'inconclusive' }, residuals: { status: 'inconclusive' } },
      calibration: Array.from({ length: 10 }, () => ({ status: 'few-rows' })),
    });
  });

  it.each([
    ['no mature label', [], {}],
    ['the scores of the contest are gone', window(), { holdout: undefined }],
  ] as const)('F-06 %s: unknown, and no detector applies', (text, days, more) => {
    const section = judgeConcept(days, { ...facts, ...more });
    expect(section).toMatchObject({ cause: 'unknown', calibration: [] });
    expect(section.sentence).toContain(text);
    expect(section.detectors.map(({ status }) => status)).toEqual(new Array(5).fill('not-applicable'));
  });

  it('days in another order say the same', () => {
    const days = window({ factor: () => 1.3 });
    expect(judgeConcept(days.toReversed(), facts)).toEqual(judgeConcept(days, facts));
  });

  it('binary: turned answers are a concept shift, by log loss and by the area under the curve', () => {
    const holdout = asHoldout(drawAnswers('answers', '2024-03-01', 28));
    const binary = { ...facts, problem: 'binary', holdout } as const;
    const logLoss = { metric: 'logLoss', promised: { value: 0.53, low: 0.5, high: 0.56 } } as const;
    const auc = { metric: 'auc', promised: { value: 0.81, low: 0.79, high: 0.83 } } as const;
    for (const own of [logLoss, auc]) {
      const flipped = judgeConcept(drawAnswers('flipped', '2024-05-01', 14, true), { ...binary, ...own });
      expect(flipped).toMatchObject({ cause: 'concept', errors: { metric: own.metric, status: 'rose' } });
      expect(flipped.detectors.filter(({ status }) => status === 'detected').length).toBeGreaterThanOrEqual(
        4,
      );
      const kept = judgeConcept(drawAnswers('kept', '2024-05-01', 14), { ...binary, ...own });
      expect(kept).toMatchObject({ cause: 'neither', errors: { status: 'kept' } });
    }
    const one = judgeConcept([{ day: '2024-05-01', predictions: [0.4], labels: [1] }], { ...binary, ...auc });
    expect(one).toMatchObject({ cause: 'unknown', residuals: { status: 'inconclusive' } });
    expect(one).not.toHaveProperty('errors');
  });
});

test('detectors tell the day', () => {
  const section = judge({ factor: (day) => (day < 7 ? 1 : 2.5) });
  const adwin = section.detectors.find(({ detector }) => detector === 'adwin');
  expect(adwin?.status).toBe('detected');
  expect(['2024-05-08', '2024-05-09', '2024-05-10']).toContain(adwin?.since);
});

test('F-09 of steady fortnights few make a detector speak, however far days lie apart', () => {
  const alarms = [0, 0.15, 0.3].map((daySpread) => {
    let spoken = 0;
    for (let run = 0; run < 8; run += 1) {
      const draw = (seed: string, from: string, days: number) =>
        scoredDays(drawDays({ seed: `${seed} ${run} ${daySpread}`, from, days, daySpread }));
      const results = runDetectors(
        'regression',
        draw('before', '2024-03-01', 28),
        draw('now', '2024-05-01', 14),
      );
      if (results.some(({ status }) => status === 'detected')) spoken += 1;
    }
    return spoken;
  });
  expect(alarms.reduce((sum, own) => sum + own, 0)).toBeLessThanOrEqual(3);
});

test('F-09 the cause is no chance: of twelve steady fortnights at most one has one', () => {
  const causes = Array.from({ length: 12 }, (_, run) =>
    judge({ seed: `steady ${run}` }, { promised: { value: 5.9, low: 0, high: 0 } }),
  );
  expect(causes.filter(({ cause }) => cause !== 'neither').length).toBeLessThanOrEqual(1);
});

describe('inputsVerdict', () => {
  const item = (start: string, more: Partial<WindowItem>): WindowItem => ({
    ...{
      start: `${start}T00:00:00.000Z`,
      end: `${start.slice(0, 8)}28T00:00:00.000Z`,
      version: 3,
      revision: 1,
    },
    ...{ status: 'changed', reason: start, rows: 1, sketchDigest: '', isConfirmed: false, reportKey: '' },
    ...{ asOf: '', judgedAt: '' },
    ...more,
  });

  it('takes the newest revision of the newest window of the version that was judged', () => {
    const windows = [
      item('2024-04-01', { revision: 2, status: 'drifted', reason: 'second' }),
      item('2024-04-01', {}),
      item('2024-03-01', {}),
      item('2024-05-01', { status: 'inconclusive' }),
      item('2024-05-01', { version: 2 }),
    ];
    expect(inputsVerdict(windows, 3, '2024-05-01')).toEqual({ status: 'drifted', reason: 'second' });
    expect(inputsVerdict(windows, 2, '2024-05-01')).toMatchObject({ status: 'still' });
  });

  it('knows nothing of days long after the last window', () => {
    expect(inputsVerdict([item('2024-01-01', {})], 3, '2024-05-01').status).toBe('unknown');
    expect(inputsVerdict([], 3, '2024-05-01').status).toBe('unknown');
  });
});
