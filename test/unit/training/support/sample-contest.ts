/** Two contests: one as the first method left it, one with everything a gate can ask for. */
import type { JudgedContest } from '#core/training/contest-page/judged-contest';
import { type EvidenceDocument, evidenceDocumentSchema } from '#core/training/evidence-document';
import type { Clause, ContestDecision } from '#core/training/gate';

export const CANDIDATE = 'c-90a1f26250348a10';
const sha = (letter: string) => letter.repeat(64);

export function plainContest(): JudgedContest {
  const document: EvidenceDocument = {
    contest: {
      ...{
        model: 'air-time',
        contestId: 'ct-1a32284d8420f8de',
        candidateId: CANDIDATE,
        revision: '72db46450d86c035',
      },
      ...{
        configKey: 'model.json',
        sourceKey: 'source.tar.gz',
        jobRoleArn: 'arn:role',
        image: 'xgboost:3.0-5',
      },
      ...{ dataset: 'flights', datasetVersion: 5, championVersion: 1, otherConfigKeys: [] },
      asOf: '2013-06-01T06:00:00.000Z',
    },
    frozen: {
      ...{ contestId: 'ct-1a32284d8420f8de', holdoutStart: '2013-05-04T00:00:00.000Z' },
      ...{
        holdoutEnd: '2013-06-01T00:00:00.000Z',
        trainRows: 108_282,
        holdoutRows: 25_233,
        unlabelledRows: 120,
      },
      ...{ trainStart: '2013-01-01T10:00:00Z', trainEnd: '2013-05-04T00:00:00.000Z', naive: 151.67 },
      ...{ trainSha256: sha('a'), holdoutSha256: sha('b'), featuresHash: sha('c'), otherLayouts: [] },
    },
    excluded: [{ version: 2, reason: 'saw rows of the hold-out in its training' }],
    contenders: [
      { contender: CANDIDATE, artifactSha256: sha('d') },
      { contender: 'v1', artifactSha256: sha('e') },
      { contender: 'v3', artifactSha256: sha('f') },
    ],
    evidence: {
      ...{
        metric: 'rmse',
        rows: 25_233,
        blocks: 28,
        draws: 4000,
        seed: 'ct-1a32284d8420f8de',
        naive: 151.67,
      },
      champion: 'v1',
      contenders: [
        contender(CANDIDATE, 12.16, { value: -6.14, low: -6.71, high: -5.54, pValue: 0.00025 }),
        contender('v1', 18.31),
        contender('v3', 18.02, { value: -0.29, low: -0.81, high: 0.24, pValue: 0.14 }),
      ],
    },
  };
  return { document, decision: decided(), cause: 'drift' };
}

type Contender = EvidenceDocument['evidence']['contenders'][number];

function contender(
  name: string,
  value: number,
  difference?: Omit<NonNullable<Contender['difference']>, 'opponent'>,
): Contender {
  return {
    ...{ contender: name, scoringSeconds: 1.2, metrics: { rmse: value, mae: value * 0.77, bias: value / 2 } },
    primary: { value, low: value - 0.9, high: value + 0.9 },
    overNaive: { value: -80, low: -82, high: -78, pValue: 0.00025 },
    ...(difference === undefined ? {} : { difference: { ...difference, opponent: 'v1' } }),
  };
}

function decided(): ContestDecision {
  const of = (own: string, passed: boolean): readonly Clause[] => [
    clause(own, 'holdout', 25_233, 500, true, '25233 rows in 28 blocks, at least 500 rows in 10 blocks'),
    clause(own, 'finite', 12.16, Number.MAX_VALUE, true, 'every metric must be a finite number'),
    clause(own, 'floor', 0.00025, 0.05, true, 'better than predicting 151.7 for every row: p 0.00025'),
    clause(own, 'scoring-time', 1, 50, true, 'scored the hold-out in 1.0 s, the champion in 1.5 s'),
    clause(
      own,
      'superiority',
      passed ? 0.0005 : 0.14,
      0.05,
      passed,
      'difference to the champion, p after Holm',
    ),
  ];
  const shared = of(CANDIDATE, true);
  return {
    ...{ outcome: 'promoted', winner: CANDIDATE, reasons: [] },
    clauses: [
      ...shared,
      clause(CANDIDATE, 'non-inferiority', -5.54, 0.183, true, 'may be worse by 0.183 at most'),
      clause(CANDIDATE, 'slices', 0.61, 0.05, true, 'on none of 3 slices worse than the champion by 2 %'),
      clause(CANDIDATE, 'fairness', 0, 0, true, 'none of 2 gaps is shown to be beyond its limit'),
      clause(CANDIDATE, 'value', 1.2, 0.5, true, 'worth 1.2 a row, 0.5 at least at the lower end'),
      ...of('v3', false),
    ],
  };
}

function clause(
  own: string,
  name: Clause['name'],
  value: number,
  bound: number,
  passed: boolean,
  explanation: string,
) {
  return { contender: own, name, value, bound, passed, explanation };
}

/** Won by the champion through a curve. */
export function recalibratedContest(): JudgedContest {
  const rich = richContest();
  const decision = { outcome: 'recalibrated' as const, winner: 'v1-linear', reasons: ['outdone: v1-linear'] };
  return { ...rich, decision: { ...rich.decision, ...decision } };
}

/** A threshold that is worth more than the one in use, and a curve. */
const RECALIBRATION: EvidenceDocument['recalibration'] = {
  ...{ rows: 31_204, scoresSha256: sha('8'), methods: ['linear'] },
  curves: [{ contender: 'v1-linear', method: 'linear', sha256: sha('9') }],
  threshold: {
    ...{ configured: 0.5, best: 0.2 },
    ...{ atConfigured: { value: 1, low: 0.8, high: 1.2 }, atBest: { value: 1.5, low: 1.2, high: 1.8 } },
    difference: { value: 0.5, low: 0.2, high: 0.8, pValue: 0.001 },
  },
};

/** With slices, groups, calibration, value, a curve and a threshold. */
export function richContest(): JudgedContest {
  const plain = plainContest();
  const [candidate, ...others] = plain.document.evidence.contenders;
  const measured = (score: number): NonNullable<Contender['calibration']> => ({
    ...{ state: 'measured', bins: 10, expectedError: score / 10, largestError: score / 4 },
    brier: { score, reliability: score / 8, resolution: score / 3, uncertainty: 0.18, withinBins: 0.001 },
  });
  const contenders = [
    {
      ...candidate!,
      overfitting: { state: 'measured' as const, training: 11.02, gapPercent: 10.4 },
      calibration: measured(0.121),
      businessValue: {
        perRow: { value: 1.4, low: 1.2, high: 1.6 },
        difference: { value: 0.4, low: 0.1, high: 0.7, pValue: 0.01 },
      },
      slices: [
        ...(
          [
            ['JFK', 9000, -5.1, -6, -4.2],
            ['LGA', 8000, 0.4, -0.2, 1],
            ['EWR', 8000, 1.2, 0.6, 1.8],
          ] as const
        ).map(([group, rows, value, low, high]) => ({
          ...{
            column: 'origin',
            group,
            rows,
            blocks: 28,
            state: 'judged' as const,
            value: 12,
            champion: 12 - value,
          },
          difference: { value, low, high, pValue: 0.4 },
        })),
        {
          ...{ column: 'carrier', group: 'OO', rows: 12, blocks: 3, state: 'few-rows' as const },
          ...{ value: 14, champion: 13 },
        },
      ],
      fairness: [
        {
          ...{ column: 'origin', reference: 'JFK' },
          groups: [
            {
              ...{ group: 'LGA', rows: 8000 },
              metrics: [
                {
                  ...{ metric: 'mean-error' as const, value: 0.3, low: -0.2, high: 0.8, limit: 1 },
                  status: 'within' as const,
                },
                { metric: 'mean-prediction' as const, value: null, low: null, high: null },
              ],
            },
          ],
        },
      ],
    },
    ...others.map((own) => ({ ...own, calibration: measured(0.15) })),
    {
      ...contender('v1-linear', 12.9, { value: -5.41, low: -5.9, high: -4.8, pValue: 0.0004 }),
      recalibratedBy: 'linear' as const,
    },
  ];
  const evidence = { ...plain.document.evidence, method: 2 as const, contenders };
  return {
    ...plain,
    document: evidenceDocumentSchema.parse({ ...plain.document, recalibration: RECALIBRATION, evidence }),
  };
}
