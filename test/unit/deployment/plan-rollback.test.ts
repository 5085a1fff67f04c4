import { describe, expect, test } from 'vitest';
import { planRollback, type RollbackFacts } from '#core/deployment/plan-rollback';

const OLD = 'v1';
const NEW = 'v2';
const facts = (change: Partial<RollbackFacts> = {}): RollbackFacts => ({
  endpoint: {
    status: 'InService',
    configName: 'release',
    weights: new Map([
      [OLD, 90],
      [NEW, 10],
    ]),
  },
  action: 'update',
  isCanary: true,
  previousConfigName: 'previous',
  releaseConfigName: 'release',
  oldWeights: [
    { VariantName: OLD, DesiredWeight: 100 },
    { VariantName: NEW, DesiredWeight: 0 },
  ],
  attempts: 0,
  ...change,
});
const endpoint = (
  status: string,
  configName = 'release',
  weights: readonly [string, number][] = [
    [OLD, 90],
    [NEW, 10],
  ],
) => ({
  endpoint: { status, configName, weights: new Map(weights) },
});
/** A first release: nothing served before. */
const first = (change: Partial<RollbackFacts>): RollbackFacts => {
  const { endpoint: now, isCanary, releaseConfigName, attempts } = facts();
  return {
    endpoint: now,
    isCanary,
    releaseConfigName,
    attempts,
    action: 'create',
    oldWeights: [],
    ...change,
  };
};

describe('the next call back, by what the endpoint is now', () => {
  test.each<readonly [string, RollbackFacts, string]>([
    ['a canary with traffic', facts(), 'weights'],
    [
      'all traffic on the new version',
      facts(
        endpoint('InService', 'release', [
          [OLD, 0],
          [NEW, 100],
        ]),
      ),
      'weights',
    ],
    [
      'a canary without traffic yet',
      facts(
        endpoint('InService', 'release', [
          [OLD, 1],
          [NEW, 0],
        ]),
      ),
      'config',
    ],
    [
      'weights brought back already',
      facts(
        endpoint('InService', 'release', [
          [OLD, 100],
          [NEW, 0],
        ]),
      ),
      'config',
    ],
    ['the final config', facts(endpoint('InService', 'final', [[NEW, 1]])), 'config'],
    ['no canary', facts({ isCanary: false, oldWeights: [] }), 'config'],
    [
      'E-03 a silent rollback: the previous config serves',
      facts(endpoint('InService', 'previous', [[OLD, 1]])),
      'done',
    ],
    ['an endpoint that changes', facts(endpoint('Updating')), 'wait'],
    ['an endpoint that rolls back by itself', facts(endpoint('RollingBack')), 'wait'],
    ['an endpoint under maintenance', facts(endpoint('SystemUpdating')), 'wait'],
    ['E-07 a rollback that failed', facts(endpoint('UpdateRollbackFailed')), 'give-up'],
    ['E-07 an endpoint that failed', facts(endpoint('Failed')), 'give-up'],
    ['E-07 an endpoint that never settles', facts({ ...endpoint('Updating'), attempts: 200 }), 'give-up'],
    ['no endpoint', facts({ endpoint: undefined }), 'done'],
    ['a first release that failed', first(endpoint('Failed')), 'delete'],
    ['a first release that serves, and should not', first(endpoint('InService')), 'delete'],
    ['a first release that is being created', first(endpoint('Creating')), 'wait'],
    ['a first release that is being deleted', first(endpoint('Deleting')), 'wait'],
    ['a release that changed nothing', first({ action: 'none' }), 'done'],
  ])('%s', (_, given, action) => {
    expect(planRollback(given).action).toBe(action);
  });
});

test('E-07 the way back ends, whatever the endpoint does', () => {
  for (const status of ['InService', 'Updating', 'Failed', 'OutOfService', 'unheard of']) {
    expect(planRollback(facts({ ...endpoint(status), attempts: 200 })).action).toBe('give-up');
  }
});

test('following the plan ends at the previous config', () => {
  let now = facts().endpoint;
  const taken: string[] = [];
  for (let attempts = 0; attempts < 10; attempts += 1) {
    const { action } = planRollback(facts({ endpoint: now, attempts }));
    taken.push(action);
    if (action === 'done') break;
    if (action === 'weights')
      now = endpoint('InService', 'release', [
        [OLD, 100],
        [NEW, 0],
      ]).endpoint;
    if (action === 'config') now = endpoint('InService', 'previous', [[OLD, 1]]).endpoint;
  }
  expect(taken).toEqual(['weights', 'config', 'done']);
});
