import { describe, expect, test } from 'vitest';
import type { ContenderEvidence } from '#core/training/evaluate-contenders';
import { judgeContest } from '#core/training/gate';
import { CANDIDATE, contest, POLICY, shows } from './support/contest-evidence.ts';

const champion = shows('v3', { value: 10.7 });
const better = shows(CANDIDATE, { value: 9.5, against: [-1.2, -1.5, -0.9, 0.0002] });
const equal = shows(CANDIDATE, { value: 10.7, against: [0, -0.05, 0.05, 0.5] });
const worse = shows(CANDIDATE, { value: 10.93, against: [0.22, -0.03, 0.47, 0.95] });
const oldBetter = shows('v2', { value: 9.89, against: [-0.81, -1.26, -0.37, 0.0002] });
const oldWorse = shows('v1', { value: 10.98, against: [0.27, -0.63, 1.17, 0.7] });

const judge = (...contenders: readonly ContenderEvidence[]) =>
  judgeContest(contest(contenders), CANDIDATE, POLICY);

describe('what the candidate is told', () => {
  test('why it did not win, whoever else did', () => {
    expect(judge(champion, better).reasons).toEqual([]);
    expect(judge(champion, equal).reasons).toEqual([expect.stringMatching(/^superiority: /)]);
    expect(judge(champion, worse, oldBetter).reasons).toEqual([
      expect.stringMatching(/^non-inferiority: /),
      expect.stringMatching(/^superiority: /),
    ]);
    const outdone = judge(champion, better, shows('v2', { value: 9.1, against: [-1.6, -1.9, -1.3, 0.0002] }));
    expect(outdone.reasons).toEqual(['outdone: v2 reached 9.100']);
  });

  test('a candidate that did not score cannot be kept out silently', () => {
    expect(judge(champion)).toMatchObject({
      outcome: 'refused',
      reasons: [`absent: ${CANDIDATE} did not score the hold-out`],
    });
    expect(judge(champion, oldBetter)).toMatchObject({ outcome: 'restored', winner: 'v2' });
  });

  test('the story of November: the retrain is refused, the model of spring comes back', () => {
    const decision = judge(champion, worse, oldBetter, oldWorse);
    expect(decision).toMatchObject({ outcome: 'restored', winner: 'v2' });
    const failed = decision.clauses.filter(({ passed }) => !passed).map((c) => `${c.contender} ${c.name}`);
    expect(failed).toEqual([`${CANDIDATE} non-inferiority`, `${CANDIDATE} superiority`, 'v1 superiority']);
  });
});

describe('each clause by itself', () => {
  const failing = (name: string, contenders: readonly ContenderEvidence[], more = {}, policy = {}) => {
    const decision = judgeContest(contest(contenders, more), CANDIDATE, { ...POLICY, ...policy });
    expect(decision.outcome).toBe('refused');
    expect(decision.reasons.map((reason) => reason.split(':')[0])).toContain(name);
  };

  test('too few rows, too few blocks', () => {
    failing('holdout', [champion, better], { rows: 499 });
    failing('holdout', [champion, better], { blocks: 9 });
    const enough = contest([champion, better], { rows: 500, blocks: 10 });
    expect(judgeContest(enough, CANDIDATE, POLICY).outcome).toBe('promoted');
  });

  test('no better than the mean of the training rows', () => {
    const lucky = { value: 9.5, against: [-1.2, -1.5, -0.9, 0.0002] as const };
    failing('floor', [champion, shows(CANDIDATE, { ...lucky, floorPValue: 0.06 })]);
  });

  test('a slow scorer; short jobs say nothing', () => {
    const against = [-1.2, -1.5, -0.9, 0.0002] as const;
    failing('scoring-time', [champion, shows(CANDIDATE, { value: 9.5, against, seconds: 101 })]);
    failing('scoring-time', [champion, shows(CANDIDATE, { value: 9.5, against, seconds: Number.NaN })]);
    const quick = shows('v3', { value: 10.7, seconds: 0.5 });
    expect(judge(quick, shows(CANDIDATE, { value: 9.5, against, seconds: 50 })).outcome).toBe('promoted');
    expect(judge(quick, shows(CANDIDATE, { value: 9.5, against, seconds: 51 })).outcome).toBe('refused');
    const untimed = shows('v3', { value: 10.7, seconds: Number.NaN });
    expect(judge(untimed, better).outcome).toBe('promoted');
  });

  test('the margin of non-inferiority is a share of what the champion shows', () => {
    const near = shows(CANDIDATE, { value: 10.71, against: [0.01, -0.09, 0.107, 0.6] });
    expect(judge(champion, near).outcome).toBe('kept');
    const over = shows(CANDIDATE, { value: 10.71, against: [0.01, -0.09, 0.1071, 0.6] });
    expect(judge(champion, over).outcome).toBe('refused');
    failing('non-inferiority', [champion, near], {}, { nonInferiorityPercent: 0 });
  });

  test('of a metric that grows with quality the lower end counts', () => {
    const auc = (contender: string, value: number, against?: readonly [number, number, number, number]) =>
      shows(contender, { value, metrics: { auc: value }, ...(against === undefined ? {} : { against }) });
    const decide = (...contenders: readonly ContenderEvidence[]) =>
      judgeContest(contest(contenders, { metric: 'auc' }), CANDIDATE, POLICY).outcome;
    const serving = auc('v3', 0.7);
    expect(decide(serving, auc(CANDIDATE, 0.75, [0.05, 0.03, 0.07, 0.0002]))).toBe('promoted');
    expect(decide(serving, auc(CANDIDATE, 0.7, [0, -0.006, 0.006, 0.5]))).toBe('kept');
    expect(decide(serving, auc(CANDIDATE, 0.69, [-0.01, -0.03, 0.01, 0.8]))).toBe('refused');
    const former = auc('v2', 0.8, [0.1, 0.08, 0.12, 0.0002]);
    expect(decide(serving, auc(CANDIDATE, 0.75, [0.05, 0.03, 0.07, 0.0002]), former)).toBe('restored');
  });

  test('Holm: what one contender alone would have won is lost among many', () => {
    const candidate = shows(CANDIDATE, { value: 10.4, against: [-0.3, -0.6, -0.01, 0.03] });
    expect(judge(champion, candidate).outcome).toBe('promoted');
    expect(judge(champion, candidate, oldWorse).outcome).toBe('kept');
  });
});

describe('nobody wins by what is missing', () => {
  test('a champion that could not stand lets nobody be shown better', () => {
    const alone = shows(CANDIDATE, { value: 9.5 });
    const decision = judgeContest(contest([alone, shows('v2', { value: 9 })]), CANDIDATE, POLICY);
    expect(decision.outcome).toBe('refused');
    expect(decision.reasons).toEqual([expect.stringMatching(/^comparison: v3 serves and could not stand/)]);
  });

  test('C-07 a champion without a finite metric loses to whoever is sound', () => {
    const broken = shows('v3', { value: Number.NaN });
    const against = [Number.NaN, Number.NaN, Number.NaN, 1] as const;
    expect(judge(broken, shows(CANDIDATE, { value: 9.5, against }))).toMatchObject({
      outcome: 'promoted',
      winner: CANDIDATE,
    });
    const alsoBroken = shows(CANDIDATE, { value: Number.NaN, against });
    expect(judge(broken, alsoBroken).outcome).toBe('refused');
  });
});
