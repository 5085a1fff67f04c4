import { describe, expect, it } from 'vitest';
import { servingDifferences, type ServingState } from '#core/deployment/verify-serving';

const asked = {
  configName: 'config-v2',
  variants: [{ name: 'v2', weight: 1 }],
  captureDestination: 's3://capture',
};
const serving: ServingState = {
  endpointStatus: 'InService',
  configName: 'config-v2',
  hasPendingDeployment: false,
  variants: [
    { name: 'v2', currentWeight: 1, currentInstanceCount: 1, desiredInstanceCount: 1, imageDigests: [] },
  ],
  captureEnabled: true,
  captureDestination: 's3://capture',
};

describe('servingDifferences', () => {
  it('is empty when the endpoint serves what was asked for', () => {
    expect(servingDifferences(serving, asked)).toEqual([]);
  });

  it('E-03 finds a silent rollback: InService, but with the old config', () => {
    expect(servingDifferences({ ...serving, configName: 'config-v1' }, asked)).toEqual([
      'endpoint config is config-v1, asked for config-v2',
    ]);
  });

  it.each<[string, Partial<ServingState>]>([
    ['is updating', { endpointStatus: 'Updating' }],
    ['has a pending deployment', { hasPendingDeployment: true }],
    ['serves another variant', { variants: serving.variants.map((variant) => ({ ...variant, name: 'v1' })) }],
    [
      'has another weight',
      { variants: serving.variants.map((variant) => ({ ...variant, currentWeight: 0 })) },
    ],
    [
      'lacks an instance',
      { variants: serving.variants.map((variant) => ({ ...variant, currentInstanceCount: 0 })) },
    ],
    ['captures nothing', { captureEnabled: false }],
    ['captures elsewhere', { captureDestination: 's3://other' }],
  ])('names the difference when the endpoint %s', (_, change) => {
    expect(servingDifferences({ ...serving, ...change }, asked)).not.toEqual([]);
  });
});
