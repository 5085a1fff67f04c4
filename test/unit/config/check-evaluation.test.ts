import { describe, expect, test } from 'vitest';
import { checkEvaluation } from '#core/config/check-evaluation';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { gateSchema, guardedColumns } from '#core/config/gate-config';
import { modelConfigSchema } from '#core/config/model-config';

const DATASET = datasetConfigSchema.parse({
  ...{ name: 'loans', owner: 'credit', key: ['id'], eventTime: 'at', labels: ['paid', 'amount_lost'] },
  columns: ['id', 'at', 'income', 'region', 'age', 'token', 'paid', 'amount_lost'].map((name) => ({
    sensitivity: name === 'token' ? 'secret' : 'none',
    name,
    type: 'string',
  })),
});

function conflicts(problem: 'binary' | 'regression', gate: Readonly<Record<string, unknown>>) {
  const model = modelConfigSchema.parse({
    ...{ name: 'loan', owner: 'credit', risk: 'high', problem, objective: 'lend', dataset: 'loans' },
    ...{ label: problem === 'binary' ? 'paid' : 'amount_lost', features: { allExcept: ['age'] } },
    evaluation: { metric: problem === 'binary' ? 'auc' : 'rmse', gate },
  });
  return checkEvaluation(model, DATASET).map(({ path, received }) => `${path.join('.')}: ${received}`);
}

describe('columns of slices and fairness', () => {
  test('may be any that is known before the outcome, also those that are no features', () => {
    const gate = { slices: { columns: ['region', 'income'] }, fairness: { columns: ['age', 'region'] } };
    expect(conflicts('binary', gate)).toEqual([]);
    expect(guardedColumns(gateSchema.parse(gate))).toEqual(['region', 'income', 'age']);
  });

  test('are not secret, since their values stand in reports', () => {
    expect(conflicts('binary', { slices: { columns: ['token'] } })).toEqual([
      'evaluation.gate.slices.columns: token',
    ]);
  });

  test('are no key, no event time, no label, no unknown name, and each is named once', () => {
    expect(
      conflicts('binary', {
        slices: { columns: ['id', 'region'] },
        fairness: { columns: ['paid', 'regoin', 'age', 'age'] },
      }),
    ).toEqual([
      'evaluation.gate.slices.columns.0: id',
      'evaluation.gate.fairness.columns.0: paid',
      'evaluation.gate.fairness.columns.1: regoin',
      'evaluation.gate.fairness.columns: age',
    ]);
  });
});

test('settings of the other kind of problem are refused', () => {
  const costMatrix = { truePositive: 1, falsePositive: -1, trueNegative: 0, falseNegative: -1 };
  expect(conflicts('binary', { costMatrix, calibration: { maximumEce: 0.1 } })).toEqual([]);
  expect(
    conflicts('regression', {
      costMatrix,
      calibration: {},
      fairness: { columns: ['age'], minimumImpactRatio: 0.8 },
    }),
  ).toEqual([
    'evaluation.gate.calibration: calibration for a regression problem',
    'evaluation.gate.costMatrix: costMatrix for a regression problem',
    'evaluation.gate.fairness.minimumImpactRatio: fairness.minimumImpactRatio for a regression problem',
  ]);
  expect(conflicts('binary', { fairness: { columns: ['age'], maximumErrorDifference: 1 } })).toHaveLength(1);
});

describe('recalibration', () => {
  const costMatrix = { truePositive: 1, falsePositive: -1, trueNegative: 0, falseNegative: -1 };
  const conflictsOf = (
    problem: 'binary' | 'regression',
    metric: string,
    recalibration: object,
    gate: object = {},
  ) => {
    const model = modelConfigSchema.parse({
      ...{ name: 'loan', owner: 'credit', risk: 'high', problem, objective: 'lend', dataset: 'loans' },
      ...{ label: problem === 'binary' ? 'paid' : 'amount_lost', features: ['income'] },
      evaluation: { metric, gate, recalibration },
    });
    return checkEvaluation(model, DATASET).map(({ path, received }) => `${path.join('.')}: ${received}`);
  };
  const PATH = 'evaluation.recalibration';

  test('is by curves of the problem, for metrics that a curve can change, or of a threshold that has a worth', () => {
    expect(conflictsOf('binary', 'logLoss', { methods: ['platt', 'isotonic'] })).toEqual([]);
    expect(conflictsOf('regression', 'mae', { methods: ['linear'], minimumRows: 200 })).toEqual([]);
    expect(conflictsOf('binary', 'auc', {}, { costMatrix })).toEqual([]);
  });

  test.each([
    ['regression', 'rmse', ['platt', 'linear'], [`${PATH}.methods.0: platt for a regression problem`]],
    ['binary', 'brier', ['linear'], [`${PATH}.methods.0: linear for a binary problem`]],
    ['binary', 'auc', ['platt'], [`${PATH}.methods: platt with metric auc`]],
    ['binary', 'brier', ['platt', 'platt'], [`${PATH}.methods: platt`]],
    ['binary', 'brier', [], [`${PATH}: no methods, and no evaluation.gate.costMatrix`]],
  ] as const)('%s by %s with %j is refused', (problem, metric, methods, conflicts) => {
    expect(conflictsOf(problem, metric, { methods })).toEqual(conflicts);
  });

  test('is off when nothing is said', () => {
    const model = modelConfigSchema.parse({
      ...{ name: 'loan', owner: 'credit', risk: 'high', problem: 'binary', objective: 'lend' },
      ...{ dataset: 'loans', label: 'paid', features: 'all', evaluation: { metric: 'auc' } },
    });
    expect(JSON.stringify(model)).not.toContain('recalibration');
  });
});

test('everything beyond the contest metric is off when nothing is said', () => {
  expect(gateSchema.parse({})).toEqual({
    ...{ significance: 0.05, nonInferiorityPercent: 1, bootstrapDraws: 4000, minimumHoldoutRows: 500 },
    ...{ maximumScoringTimeFactor: 5, threshold: 0.5 },
  });
});
