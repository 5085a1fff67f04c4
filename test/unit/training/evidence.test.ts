import { expect, test } from 'vitest';
import { canonicalJson } from '#core/registry/canonical-json';
import { sha256Hex } from '#core/registry/identify';
import { seededRandom } from '#core/random';
import { decisionDocument } from '#core/training/decision-document';
import { type EvidenceMethod, evaluateContenders } from '#core/training/evaluate-contenders';
import { indexBlocks } from '#core/training/evaluation-table';
import { evidenceDocumentSchema, evidenceOf } from '#core/training/evidence-document';
import { judgeContest } from '#core/training/gate';

const POLICY = {
  significance: 0.05,
  nonInferiorityPercent: 1,
  minimumHoldoutRows: 500,
  maximumScoringTimeFactor: 5,
};

/** 28 days of 40 rows; each contender errs by so much. */
function contest(
  errors: Readonly<Record<string, number>>,
  problem: 'regression' | 'binary' = 'regression',
  method: EvidenceMethod = 2,
) {
  const random = seededRandom('rows');
  const rows = 28 * 40;
  const labels = Float64Array.from({ length: rows }, () =>
    problem === 'binary' ? Math.round(random()) : 100 * random(),
  );
  const noisy = (error: number) =>
    labels.map((label) => {
      const noise = error * (random() - 0.5);
      return problem === 'binary'
        ? Math.min(0.99, Math.max(0.01, 0.25 + 0.5 * label + noise))
        : label + noise;
    });
  const names = Array.from(
    { length: rows },
    (_, row) => `2024-05-${String(1 + Math.floor(row / 40)).padStart(2, '0')}`,
  );
  const predictions = new Map(Object.entries(errors).map(([name, error]) => [name, noisy(error)]));
  return evaluateContenders(
    { labels, ...indexBlocks(names), predictions },
    {
      ...{ problem, metric: problem === 'binary' ? 'auc' : 'rmse', draws: 500, seed: 'ct-1' },
      naive: problem === 'binary' ? 0.5 : 50,
      champion: 'v1' in errors ? 'v1' : undefined,
      scoringSeconds: Object.fromEntries(Object.keys(errors).map((name) => [name, 30])),
      method,
    },
  );
}

test.each([
  ['regression', { 'c-1': 5, v1: 10 }, 'promoted'],
  ['regression', { 'c-1': 10, v1: 5 }, 'refused'],
  ['regression', { 'c-1': 9, v1: 9, v0: 5 }, 'restored'],
  ['regression', { 'c-1': 5 }, 'promoted'],
  ['regression', { 'c-1': 1000 }, 'refused'],
  ['binary', { 'c-1': 0.8, v1: 1.4 }, 'promoted'],
  ['binary', { 'c-1': 1.4, v1: 0.8 }, 'refused'],
] as const)('%s with errors %j: %s', (problem, errors, outcome) => {
  expect(judgeContest(contest(errors, problem), 'c-1', POLICY).outcome).toBe(outcome);
});

test('the intervals hold their values, and the promised one is of the winner itself', () => {
  for (const { primary, difference, overNaive } of contest({ 'c-1': 5, v1: 10 }).contenders) {
    for (const each of [primary, overNaive, ...(difference === undefined ? [] : [difference])]) {
      expect(each.low).toBeLessThan(each.value);
      expect(each.high).toBeGreaterThan(each.value);
    }
  }
});

test('the decision is replayed from the stored evidence, byte for byte, with metrics that are no numbers, too', () => {
  for (const errors of [
    { 'c-1': 5, v1: 10 },
    { 'c-1': Number.NaN, v1: 10 },
  ]) {
    const evidence = contest(errors);
    const stored = canonicalJson(
      JSON.parse(
        JSON.stringify({
          contest: {
            ...{
              model: 'm',
              contestId: 'ct-1',
              candidateId: 'c-1',
              revision: 'r',
              configKey: 'k',
              sourceKey: 's',
            },
            ...{
              jobRoleArn: 'a',
              image: 'i',
              dataset: 'd',
              datasetVersion: 1,
              championVersion: 1,
              asOf: 'now',
              otherConfigKeys: [],
            },
          },
          frozen: {
            ...{ contestId: 'ct-1', holdoutStart: 'a', holdoutEnd: 'b', trainRows: 1, holdoutRows: 1120 },
            ...{ unlabelledRows: 0, trainStart: 'a', trainEnd: 'b', trainSha256: 'x', holdoutSha256: 'y' },
            ...{ naive: 50, featuresHash: 'f', otherLayouts: [] },
          },
          excluded: [],
          contenders: [],
          evidence,
        }),
      ),
    );
    const replayed = evidenceOf(evidenceDocumentSchema.parse(JSON.parse(stored)));
    const [first, second] = [evidence, replayed].map((each) =>
      decisionDocument('ct-1', judgeContest(each, 'c-1', POLICY)),
    );
    expect(second).toBe(first);
    expect(contest(errors)).toEqual(evidence);
  }
});

test.each([
  ['regression', '5aec0383a5fac25b'],
  ['binary', '09c48552236f3853'],
] as const)('evidence of the first method keeps its bytes: %s', (problem, digest) => {
  const evidence = contest({ 'c-1': 0.8, v1: 1.4 }, problem, 1);
  expect(sha256Hex(canonicalJson(JSON.parse(JSON.stringify(evidence)))).slice(0, 16)).toBe(digest);
});
