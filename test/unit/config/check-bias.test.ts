import { expect, test } from 'vitest';
import { checkBias } from '#core/config/check-bias';
import { modelConfigSchema } from '#core/config/model-config';

const FEATURES = ['distance', 'region', 'age'];

function check(bias: object, more: { serving?: object; problem?: 'binary' | 'regression' } = {}) {
  const { serving = {}, problem = 'regression' } = more;
  const model = modelConfigSchema.parse({
    ...{ name: 'loan', owner: 'credit', risk: 'high', problem, objective: 'lend', dataset: 'loans' },
    ...{ label: 'paid', features: 'all', evaluation: { metric: problem === 'binary' ? 'auc' : 'rmse' } },
    ...{ serving, monitoring: { bias } },
  });
  return checkBias(model, FEATURES);
}

test('features that are captured tell groups apart; nothing is asked by default', () => {
  expect(check({ columns: ['region', 'age'], maximumErrorDifference: 2 })).toEqual([]);
  expect(check({ columns: ['region'], minimumImpactRatio: 0.8 }, { problem: 'binary' })).toEqual([]);
  expect(modelConfigSchema.shape.monitoring.parse({}).bias).toBeUndefined();
});

test.each([
  ['no feature', { columns: ['regoin'] }, {}, 'monitoring.bias.columns.0', 'regoin'],
  ['named twice', { columns: ['age', 'age'] }, {}, 'monitoring.bias.columns', 'age'],
  [
    'masked',
    { columns: ['age'] },
    { serving: { mask: ['age'] } },
    'monitoring.bias.columns.0',
    'age in serving.mask',
  ],
  [
    'not captured',
    { columns: ['age'] },
    { serving: { capture: 'none' } },
    'monitoring.bias',
    'capture: none',
  ],
  [
    'limited by what only answers of yes or no have',
    { columns: ['age'], minimumImpactRatio: 0.8 },
    {},
    'monitoring.bias.minimumImpactRatio',
    'minimumImpactRatio for a regression problem',
  ],
  [
    'limited by what only numbers have',
    { columns: ['age'], maximumErrorDifference: 1 },
    { problem: 'binary' },
    'monitoring.bias.maximumErrorDifference',
    'maximumErrorDifference for a binary problem',
  ],
] as const)('a column that is %s is refused, with what to change', (_, bias, more, path, received) => {
  const [conflict, ...others] = check(bias, more);
  expect(others).toEqual([]);
  expect(conflict).toMatchObject({
    path: path.split('.').map((part) => (part === '0' ? 0 : part)),
    received,
  });
  expect(conflict?.allowed).not.toBe('');
  expect(conflict?.fix).not.toBe('');
});
