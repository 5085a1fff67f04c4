/** The next call on the way back to what served before. */
export interface RollbackStep {
  readonly action: 'weights' | 'config' | 'delete' | 'wait' | 'done' | 'give-up';
  readonly reason: string;
}

export interface RollbackFacts {
  readonly endpoint:
    | { readonly status: string; readonly configName: string; readonly weights: ReadonlyMap<string, number> }
    | undefined;
  readonly action: 'create' | 'update' | 'none';
  readonly isCanary: boolean;
  readonly previousConfigName?: string;
  readonly releaseConfigName: string;
  readonly oldWeights: readonly { readonly VariantName: string; readonly DesiredWeight: number }[];
  readonly attempts: number;
}

/** An update that crashes takes up to 25 minutes to fail on AWS; at one look every 15 s this waits for 50. */
const MOST_ATTEMPTS = 200;

const CHANGING = new Set(['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting']);

/**
 * Back to the old version by the shortest way: while both variants are up that is one change of weights, which takes
 * the traffic off the new version at once; the config with the old version alone follows.
 */
export function planRollback(facts: RollbackFacts): RollbackStep {
  const { endpoint } = facts;
  if (endpoint === undefined) return { action: 'done', reason: 'there is no endpoint' };
  if (facts.attempts >= MOST_ATTEMPTS)
    return { action: 'give-up', reason: `the endpoint stays ${endpoint.status}` };
  if (CHANGING.has(endpoint.status)) return { action: 'wait', reason: `the endpoint is ${endpoint.status}` };
  if (endpoint.status === 'UpdateRollbackFailed') {
    return {
      action: 'give-up',
      reason: 'SageMaker could not roll the endpoint back: traffic is kept as it is',
    };
  }
  if (endpoint.status === 'Failed' && facts.previousConfigName !== undefined) {
    return { action: 'give-up', reason: 'the endpoint is Failed: SageMaker changes it no more' };
  }
  if (facts.previousConfigName === undefined) {
    if (facts.action === 'create') return { action: 'delete', reason: 'nothing served before this release' };
    return { action: 'done', reason: 'there is no earlier config' };
  }
  if (endpoint.configName === facts.previousConfigName && endpoint.status === 'InService') {
    return { action: 'done', reason: 'the endpoint serves its previous config' };
  }
  const needsWeights =
    facts.isCanary &&
    endpoint.configName === facts.releaseConfigName &&
    facts.oldWeights.some(
      ({ VariantName, DesiredWeight }) => endpoint.weights.get(VariantName) !== DesiredWeight,
    );
  // With the weights still untouched (100 : 0 was asked as 1 : 0) there is nothing to take off.
  const newVariant = facts.oldWeights.find(({ DesiredWeight }) => DesiredWeight === 0)?.VariantName;
  const hasTraffic = newVariant !== undefined && (endpoint.weights.get(newVariant) ?? 0) > 0;
  if (needsWeights && hasTraffic) return { action: 'weights', reason: 'all traffic back to the old version' };
  return { action: 'config', reason: 'back to the config with the old version alone' };
}
