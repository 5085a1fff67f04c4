import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '#core/random';
import { evaluateContenders } from '#core/training/evaluate-contenders';
import { indexBlocks } from '#core/training/evaluation-table';
import type { GatePolicy } from '#core/training/gate';
import { judgeContest } from '#core/training/gate';
import { groupColumn } from '#core/training/group-column';
import type { GuardPolicy } from '#core/training/guard-evidence';

const POLICY = {
  ...{ significance: 0.05, nonInferiorityPercent: 1, minimumHoldoutRows: 500, maximumScoringTimeFactor: 5 },
  threshold: 0.5,
};
const [DAYS, ROWS_A_DAY] = [28, 60];
const ROWS = DAYS * ROWS_A_DAY;
/** A third of the rows is in the guarded group. */
const isGuarded = (row: number) => row % 3 === 0;

interface Contest {
  readonly problem?: 'regression' | 'binary';
  readonly policy: Partial<GatePolicy & GuardPolicy>;
  /** Error of the candidate by row; the champion's is 10. */
  readonly error?: (row: number) => number;
  readonly recorded?: Readonly<Record<string, number>>;
  readonly sizes?: Readonly<Record<string, number>>;
  readonly cells?: (row: number) => string;
  readonly prediction?: (label: number, row: number) => number;
}

function judge({
  problem = 'regression',
  policy,
  error = () => 5,
  sizes,
  recorded,
  cells,
  prediction,
}: Contest) {
  const random = seededRandom('rows');
  const labels = Float64Array.from({ length: ROWS }, () =>
    problem === 'binary' ? Number(random() < 0.4) : 100 * random(),
  );
  const noise = () => random() + random() - 1;
  const champion = labels.map((label) =>
    problem === 'binary' ? 0.3 + 0.3 * label + 0.3 * noise() : label + 10 * noise(),
  );
  const candidate = labels.map((label, row) =>
    prediction !== undefined
      ? prediction(label, row)
      : problem === 'binary'
        ? 0.3 + 0.4 * label + 0.2 * noise()
        : label + error(row) * noise(),
  );
  const names = Array.from({ length: ROWS }, (_, row) => String(Math.floor(row / ROWS_A_DAY)));
  const column = groupColumn(
    'carrier',
    Array.from({ length: ROWS }, (_, row) =>
      cells === undefined ? (isGuarded(row) ? 'AA' : 'UA') : cells(row),
    ),
  );
  const evidence = evaluateContenders(
    {
      labels,
      ...indexBlocks(names),
      predictions: new Map([
        ['c-1', candidate],
        ['v1', champion],
      ]),
    },
    {
      ...{ problem, metric: problem === 'binary' ? 'auc' : 'rmse', draws: 500, seed: 'ct-1', champion: 'v1' },
      naive: problem === 'binary' ? 0.4 : 50,
      scoringSeconds: { 'c-1': 20, v1: 20 },
      guards: { ...POLICY, ...policy },
      groups: { sha256: 'x', columns: [column] },
      ...(recorded === undefined ? {} : { trainingMetrics: recorded }),
      ...(sizes === undefined ? {} : { artifactBytes: sizes }),
    },
  );
  return { evidence, decision: judgeContest(evidence, 'c-1', { ...POLICY, ...policy }) };
}

describe('slices', () => {
  const slices = { columns: ['carrier'], minimumRows: 200, maximumWorsePercent: 1 };
  // Better by far on two thirds of the rows, and altogether; worse by a fifth on the rest.
  const lopsided = (row: number) => (isGuarded(row) ? 12 : 4);

  test('G-07 a candidate that is better altogether and worse on a guarded slice is refused, and told where', () => {
    expect(judge({ policy: {}, error: lopsided }).decision.outcome).toBe('promoted');
    const { decision } = judge({ policy: { slices }, error: lopsided });
    expect(decision.outcome).toBe('refused');
    expect(decision.reasons).toEqual([
      expect.stringMatching(/^slices: worse than the champion by more than 1 % on carrier = AA \(560 rows\)/),
    ]);
  });

  test('one that is better everywhere is promoted, and so is one that is worse by no more than the margin', () => {
    const { decision, evidence } = judge({ policy: { slices } });
    expect(decision.outcome).toBe('promoted');
    expect(
      evidence.contenders.map((own) => own.slices?.map(({ group, rows, state }) => [group, rows, state])),
    ).toEqual([
      [
        ['AA', 560, 'judged'],
        ['UA', 1120, 'judged'],
      ],
      undefined,
    ]);
    const wide = { ...slices, maximumWorsePercent: 30 };
    expect(judge({ policy: { slices: wide }, error: lopsided }).decision.outcome).toBe('promoted');
  });

  test('a slice with few rows or few blocks is shown and not judged', () => {
    const large = judge({ policy: { slices: { ...slices, minimumRows: 600 } }, error: lopsided });
    expect(large.evidence.contenders[0]?.slices?.map(({ state }) => state)).toEqual(['few-rows', 'judged']);
    expect(large.decision.outcome).toBe('promoted');
    const early = (row: number) => (row < 9 * ROWS_A_DAY ? 'first days' : 'later');
    const { evidence } = judge({ policy: { slices }, cells: early });
    expect(evidence.contenders[0]?.slices?.map(({ state, blocks }) => [state, blocks])).toEqual([
      ['few-blocks', 9],
      ['judged', 19],
    ]);
  });

  test('of many slices alike one is called worse no more often than the gate says: Holm', () => {
    let refused = 0;
    for (let trial = 0; trial < 40; trial += 1) {
      const random = seededRandom(`trial ${trial}`);
      const cell = Array.from({ length: ROWS }, () => String(Math.floor(10 * random())));
      const policy = { slices: { columns: ['carrier'], minimumRows: 50, maximumWorsePercent: 0 } };
      const noise = Array.from({ length: ROWS }, () => 10 * (random() + random() - 1));
      const { decision } = judge({
        policy,
        cells: (row) => cell[row] ?? '',
        prediction: (label, row) => label + (noise[row] ?? 0),
      });
      if (decision.clauses.some(({ name, passed }) => name === 'slices' && !passed)) refused += 1;
    }
    expect(refused).toBeLessThanOrEqual(6);
  });
});

describe('fairness', () => {
  const biased = (label: number, row: number) => (isGuarded(row) ? 0.1 + 0.3 * label : 0.2 + 0.6 * label);
  test('a candidate that answers one group yes much less often is refused when there is a limit, and shown without', () => {
    const limited = { columns: ['carrier'], minimumImpactRatio: 0.8, maximumRateDifference: 0.1 };
    const { decision, evidence } = judge({
      problem: 'binary',
      policy: { fairness: limited },
      prediction: biased,
    });
    expect(decision.reasons).toEqual([
      expect.stringMatching(
        /^fairness: carrier = AA against UA: disparate-impact 0\.00 .*limit 0\.8, and 3 more gaps$/,
      ),
    ]);
    expect(
      evidence.contenders[1]?.fairness?.[0]?.groups[0]?.metrics.map(({ status }) => status),
    ).not.toContain('outside');
    const reported = judge({
      problem: 'binary',
      policy: { fairness: { columns: ['carrier'] } },
      prediction: biased,
    });
    expect(reported.decision.clauses.map(({ name }) => name)).not.toContain('fairness');
    expect(reported.evidence.contenders[0]?.fairness?.[0]).toMatchObject({
      reference: 'UA',
      groups: [{ group: 'AA', rows: 560 }],
    });
  });

  test('labels that are neither 0 nor 1 pass no limit', () => {
    const { evidence } = judge({ problem: 'binary', policy: {} });
    const limited = { ...POLICY, fairness: { columns: ['carrier'], minimumImpactRatio: 0.8 } };
    expect(judgeContest(evidence, 'c-1', limited).reasons).toEqual([
      'fairness: labels are neither 0 nor 1: groups cannot be compared',
    ]);
  });

  test('of numbers, errors that lean one way for one group', () => {
    const fairness = { columns: ['carrier'], maximumErrorDifference: 2 };
    const leaning = (label: number, row: number) => label + (isGuarded(row) ? 3 : 0) + (row % 5) - 2;
    const { decision } = judge({ policy: { fairness }, prediction: leaning });
    expect(decision.reasons).toEqual([
      expect.stringMatching(/^fairness: carrier = AA against UA: mean-error 3\.\d+ /),
    ]);
    expect(judge({ policy: { fairness } }).decision.outcome).toBe('promoted');
  });
});

describe('calibration, value and size', () => {
  test.each([
    ['calibration', { calibration: { bins: 10, maximumEce: 0.01 } }],
    ['brier', { calibration: { bins: 10, maximumBrier: 0.01 } }],
    [
      'value',
      {
        costMatrix: {
          truePositive: 1,
          falsePositive: -1,
          trueNegative: 0,
          falseNegative: -1,
          minimumPerRow: 5,
        },
      },
    ],
  ])('%s: a limit that the candidate does not meet refuses it', (name, policy) => {
    const { decision } = judge({ problem: 'binary', policy });
    expect([decision.outcome, decision.reasons.map((reason) => reason.split(':')[0])]).toEqual([
      'refused',
      [name],
    ]);
  });

  test('limits that it meets, and the tests of rows beside the bootstrap', () => {
    const { decision, evidence } = judge({
      problem: 'binary',
      policy: {
        calibration: { bins: 10, maximumEce: 0.5, maximumBrier: 0.3 },
        costMatrix: {
          truePositive: 10,
          falsePositive: -1,
          trueNegative: 0,
          falseNegative: -5,
          minimumPerRow: 0,
        },
      },
    });
    expect(decision.outcome).toBe('promoted');
    const [candidate, champion] = evidence.contenders;
    expect(candidate?.tests?.delong?.difference).toBeCloseTo(candidate?.difference?.value ?? Number.NaN, 12);
    expect(champion?.tests).toBeUndefined();
    const gain = (candidate?.businessValue?.perRow.value ?? 0) - (champion?.businessValue?.perRow.value ?? 0);
    expect(candidate?.businessValue?.difference?.value).toBeCloseTo(gain, 12);
    expect(candidate?.calibration?.state).toBe('measured');
  });

  test('predictions that are no probabilities have no calibration, and pass no limit of it', () => {
    const policy = { calibration: { bins: 10, maximumEce: 0.5 } };
    const { decision, evidence } = judge({
      problem: 'binary',
      policy,
      prediction: (label, row) => 3 * label + (row % 2),
    });
    expect(evidence.contenders[0]?.calibration).toEqual({ state: 'not-probabilities' });
    expect(decision.reasons).toEqual([
      expect.stringMatching(/^calibration: its predictions are no probabilities/),
    ]);
  });

  test('an archive that is too large, or of unknown size', () => {
    const outcome = (size: number) =>
      judge({ policy: { maximumArtifactMb: 2 }, sizes: { 'c-1': size, v1: 1 } }).decision.outcome;
    expect([2_000_000, 2_000_001, Number.NaN].map(outcome)).toEqual(['promoted', 'refused', 'refused']);
  });

  test('a candidate that is far worse than on its training rows, or did not record how it was there', () => {
    const policy = { overfitting: { maximumGapPercent: 20 } };
    const holdout = judge({ policy }).evidence.contenders[0]?.primary.value ?? 0;
    const reasons = (recorded: Readonly<Record<string, number>>) =>
      judge({ policy, recorded }).decision.reasons;
    expect(reasons({ 'c-1': holdout / 1.19 })).toEqual([]);
    expect(reasons({ 'c-1': holdout / 1.21 })).toEqual([
      expect.stringMatching(/^overfitting: 21\.0 % worse than/),
    ]);
    expect(reasons({ v1: 1 })).toEqual([expect.stringMatching(/^overfitting: not recorded/)]);
  });

  test('C-07 predictions that are no numbers break nothing and win nothing', () => {
    const policy = {
      ...{ slices: { columns: ['carrier'], minimumRows: 50, maximumWorsePercent: 1 } },
      ...{
        fairness: { columns: ['carrier'], minimumImpactRatio: 0.8 },
        calibration: { bins: 5, maximumEce: 0.2 },
      },
      costMatrix: {
        truePositive: 1,
        falsePositive: -1,
        trueNegative: 0,
        falseNegative: -1,
        minimumPerRow: -1,
      },
    };
    const { decision, evidence } = judge({ problem: 'binary', policy, prediction: () => Number.NaN });
    expect(decision.outcome).toBe('refused');
    expect(evidence.contenders[0]?.tests).toBeUndefined();
    expect(evidence.contenders[0]?.slices?.map(({ state }) => state)).toEqual(['undefined', 'undefined']);
  });
});

describe('groups of a column', () => {
  test('up to 20 values each, then quarters of numbers, or the most frequent texts', () => {
    expect(groupColumn('x', ['b', 'a', 'b']).groups).toEqual(['a', 'b']);
    const numbers = Array.from({ length: 101 }, (_, index) => String(index));
    const quarters = groupColumn('x', [...numbers, '']);
    expect(quarters.groups).toEqual(['up to 25', '25 to 50', '50 to 75', 'above 75', '(empty)']);
    expect([25, 26, 100, 101].map((row) => quarters.groupOfRow[row])).toEqual([0, 1, 3, 4]);
    const texts = [...numbers.map((text) => `t${text}`), 't7', 't9'];
    const frequent = groupColumn('x', texts);
    expect(frequent.groups).toHaveLength(20);
    expect(frequent.groups).toEqual(expect.arrayContaining(['t7', 't9', '(others)']));
    expect(groupColumn('x', [...Array<string>(90).fill('5'), ...numbers]).groups).toEqual([
      'up to 5',
      '5 to 52.5',
      'above 52.5',
    ]);
  });

  test('every row is in one group, and equal cells in the same', () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.integer({ min: 0, max: 60 }).map(String),
      fc.constant('__proto__'),
    );
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 80 }), (cells) => {
        const { groups, groupOfRow } = groupColumn('x', cells);
        expect(groupOfRow).toHaveLength(cells.length);
        groupOfRow.forEach((group, row) => {
          expect(groups[group]).toBeDefined();
          expect(group).toBe(groupOfRow[cells.indexOf(cells[row] ?? '')]);
        });
      }),
      { numRuns: 200 },
    );
  });
});
