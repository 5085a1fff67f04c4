import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decisionDocument } from '#core/training/decision-document';
import type { ContenderEvidence, ContestEvidence } from '#core/training/evaluate-contenders';
import { type GatePolicy, judgeContest } from '#core/training/gate';

const POLICY: GatePolicy = {
  significance: 0.05,
  nonInferiorityPercent: 1,
  minimumHoldoutRows: 500,
  maximumScoringTimeFactor: 5,
};
const CANDIDATE = 'c-1';
const CHAMPION = 'v2';

interface Sketch {
  readonly name: string;
  readonly value?: number;
  readonly p?: number;
  readonly floorP?: number;
  readonly high?: number;
  readonly seconds?: number;
  readonly by?: 'linear';
}

/** A contender whose rmse is `value`, held against a champion whose rmse is 10. */
function contender({
  name,
  value = 10,
  p = 1,
  floorP = 0.001,
  high,
  seconds = 20,
  by,
}: Sketch): ContenderEvidence {
  const difference = value - 10;
  return {
    contender: name,
    ...(by === undefined ? {} : { recalibratedBy: by }),
    metrics: { rmse: value, mae: value, bias: 0 },
    primary: { value, low: value - 1, high: value + 1 },
    ...(name === CHAMPION
      ? {}
      : {
          difference: {
            opponent: CHAMPION,
            value: difference,
            low: difference - 0.05,
            high: high ?? difference + 0.05,
            pValue: p,
          },
        }),
    overNaive: { value: -5, low: -6, high: -4, pValue: floorP },
    scoringSeconds: seconds,
  };
}

const evidence = (sketches: readonly Sketch[], change: Partial<ContestEvidence> = {}): ContestEvidence => ({
  ...{ metric: 'rmse', rows: 5000, blocks: 28, draws: 4000, seed: 's', naive: 20, champion: CHAMPION },
  contenders: sketches.map(contender),
  ...change,
});
const champion = { name: CHAMPION };
const better = { name: CANDIDATE, value: 9, p: 0.001 };

describe('outcome and winner', () => {
  test.each([
    ['a candidate that is better', [champion, better], 'promoted', CANDIDATE],
    ['a candidate that is no better', [champion, { name: CANDIDATE, value: 10, p: 0.4 }], 'kept', undefined],
    [
      'a candidate that looks better, not significantly',
      [champion, { ...better, p: 0.051 }],
      'kept',
      undefined,
    ],
    [
      'a candidate that may be too much worse',
      [champion, { name: CANDIDATE, p: 0.4, high: 0.2 }],
      'refused',
      undefined,
    ],
    ['a candidate no better than a constant', [champion, { ...better, floorP: 0.06 }], 'refused', undefined],
    ['a candidate that is far too slow', [champion, { ...better, seconds: 101 }], 'refused', undefined],
    [
      'a former champion that is better, a candidate that is not',
      [champion, { name: CANDIDATE, p: 0.4 }, { name: 'v1', value: 9, p: 0.001 }],
      'restored',
      'v1',
    ],
    [
      'a former champion that beats a candidate that is better, too',
      [champion, better, { name: 'v1', value: 8, p: 0.001 }],
      'restored',
      'v1',
    ],
    [
      'a candidate that beats a former champion that is better, too',
      [champion, { ...better, value: 8 }, { name: 'v1', value: 9, p: 0.001 }],
      'promoted',
      CANDIDATE,
    ],
    [
      'a champion through a curve that is better, a candidate that is not',
      [champion, { name: CANDIDATE, p: 0.4 }, { name: 'v2-linear', value: 9, p: 0.001, by: 'linear' }],
      'recalibrated',
      'v2-linear',
    ],
    [
      'a candidate that beats a champion through a curve',
      [champion, { ...better, value: 8 }, { name: 'v2-linear', value: 9, p: 0.001, by: 'linear' }],
      'promoted',
      CANDIDATE,
    ],
    [
      'a champion through a curve that no constant is worse than',
      [
        champion,
        { name: CANDIDATE, p: 0.4 },
        { name: 'v2-linear', value: 9, p: 0.001, floorP: 0.06, by: 'linear' },
      ],
      'kept',
      undefined,
    ],
    [
      'a champion through a curve in the family of Holm',
      [champion, { ...better, p: 0.03 }, { name: 'v2-linear', value: 9.5, p: 0.03, by: 'linear' }],
      'kept',
      undefined,
    ],
    [
      'three at 0.02 each: Holm says 0.06',
      [
        champion,
        { ...better, p: 0.02 },
        { name: 'v1', value: 9.5, p: 0.02 },
        { name: 'v0', value: 9.5, p: 0.02 },
      ],
      'kept',
      undefined,
    ],
    [
      'two at 0.02 each: Holm says 0.04',
      [champion, { ...better, p: 0.02 }, { name: 'v1', value: 9.5, p: 0.02 }],
      'promoted',
      CANDIDATE,
    ],
  ] as const)('%s', (_, sketches, outcome, winner) => {
    const decision = judgeContest(evidence(sketches), CANDIDATE, POLICY);
    expect([decision.outcome, decision.winner]).toEqual([outcome, winner]);
    expect(decision.reasons.length === 0).toBe(outcome === 'promoted');
  });
});

/** A contender that was held against nobody. */
function unheld(sketch: Sketch): ContenderEvidence {
  const { contender: name, metrics, primary, overNaive, scoringSeconds } = contender(sketch);
  return { contender: name, metrics, primary, overNaive, scoringSeconds };
}

test('the first contest has no champion: the floor decides', () => {
  const outcome = (floorP: number) => {
    const contenders = [unheld({ name: CANDIDATE, floorP })];
    return judgeContest({ ...evidence([]), champion: undefined, contenders }, CANDIDATE, POLICY).outcome;
  };
  expect([outcome(0.001), outcome(0.2)]).toEqual(['promoted', 'refused']);
});

test('a champion that was left out cannot be beaten by its absence', () => {
  const decision = judgeContest(evidence([], { contenders: [unheld(better)] }), CANDIDATE, POLICY);
  expect([decision.outcome, decision.winner]).toEqual(['refused', undefined]);
});

test('a hold-out that is too small, or of too few blocks, refuses everybody', () => {
  for (const change of [{ rows: 499 }, { blocks: 1 }]) {
    expect(judgeContest(evidence([champion, better], change), CANDIDATE, POLICY).outcome).toBe('refused');
  }
});

test('for a metric that grows with quality the comparison is turned round', () => {
  const auc = (difference: number): ContestEvidence => ({
    ...evidence([champion], { metric: 'auc' }),
    contenders: [
      { ...contender(champion), primary: { value: 0.8, low: 0.7, high: 0.9 } },
      {
        ...contender(better),
        primary: { value: 0.8 + difference, low: 0.7, high: 0.9 },
        difference: {
          opponent: CHAMPION,
          value: difference,
          low: difference - 0.001,
          high: difference + 0.001,
          pValue: 0.001,
        },
      },
    ],
  });
  expect([0.05, -0.05].map((difference) => judgeContest(auc(difference), CANDIDATE, POLICY).outcome)).toEqual(
    ['promoted', 'refused'],
  );
});

const odd = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY);
const value = fc.double({ min: 5, max: 15, noNaN: true });
const probability = fc.double({ min: 0, max: 1, noNaN: true });
const sketch = (name: string) =>
  fc.record({
    name: fc.constant(name),
    value,
    p: probability,
    floorP: probability,
    seconds: fc.double({ min: 1, max: 200, noNaN: true }),
  });
const field = sketch(CHAMPION).chain((first) =>
  fc.tuple(fc.constant({ ...first, value: 10 }), sketch(CANDIDATE), sketch('v1'), sketch('v0')),
);

test('the order of contenders does not matter', () => {
  fc.assert(
    fc.property(field, fc.nat(23), (sketches, turn) => {
      const shuffled = sketches.toSorted(
        (a, b) => ((a.name.charCodeAt(1) * (turn + 3)) % 7) - ((b.name.charCodeAt(1) * (turn + 3)) % 7),
      );
      const texts = [sketches, shuffled, sketches.toReversed()].map((each) =>
        decisionDocument('ct-1', judgeContest(evidence(each), CANDIDATE, POLICY)),
      );
      expect(new Set(texts).size).toBe(1);
    }),
  );
});

test('C-07 a contender with a figure that is not finite never wins, and never keeps another from winning', () => {
  const spoil = fc.constantFrom('value', 'metric', 'p', 'floorP', 'seconds');
  fc.assert(
    fc.property(field, spoil, odd, (sketches, what, figure) => {
      const [first, candidate, ...formers] = evidence(sketches).contenders;
      if (first === undefined || candidate === undefined) return;
      const spoilt: ContenderEvidence = {
        ...candidate,
        ...(what === 'value' ? { primary: { ...candidate.primary, value: figure } } : {}),
        ...(what === 'metric' ? { metrics: { ...candidate.metrics, mae: figure } } : {}),
        ...(what === 'floorP' ? { overNaive: { ...candidate.overNaive, pValue: figure } } : {}),
        ...(what === 'seconds' ? { scoringSeconds: figure } : {}),
        ...(what === 'p' && candidate.difference !== undefined
          ? { difference: { ...candidate.difference, pValue: figure } }
          : {}),
      };
      const judge = (contenders: readonly ContenderEvidence[]) =>
        judgeContest(evidence([], { contenders }), CANDIDATE, POLICY);
      expect(judge([first, spoilt, ...formers]).winner).not.toBe(CANDIDATE);
      if (what !== 'p') return;
      const worst = {
        ...candidate,
        difference: candidate.difference && { ...candidate.difference, pValue: 1 },
      } as ContenderEvidence;
      expect(judge([first, spoilt, ...formers]).winner).toBe(judge([first, worst, ...formers]).winner);
    }),
    { numRuns: 300 },
  );
});

test('who wins is better than the champion, and nobody who passed everything is better than the winner', () => {
  fc.assert(
    fc.property(field, (sketches) => {
      const { winner, clauses } = judgeContest(evidence(sketches), CANDIDATE, POLICY);
      const passing = sketches.filter(({ name }) => {
        const own = clauses.filter((clause) => clause.contender === name);
        return own.length > 0 && own.every((clause) => clause.passed);
      });
      const best = Math.min(...passing.map((each) => each.value));
      expect(winner === undefined).toBe(passing.length === 0);
      if (winner !== undefined) expect(sketches.find(({ name }) => name === winner)?.value).toBe(best);
      if (winner !== undefined) expect(best).toBeLessThan(10);
    }),
  );
});
