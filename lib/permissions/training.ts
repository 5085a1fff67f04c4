import type { Permission, StepTable } from './permission.ts';

const readModels: Permission = { may: 'read-objects', bucket: 'artifacts', keys: 'models/*' };
const writeModels: Permission = { may: 'write-objects', bucket: 'artifacts', keys: 'models/*' };
const readStaging: Permission = { may: 'read-objects', bucket: 'staging' };
const queryRegistry: Permission = { may: 'query-registry' };
const registry: readonly Permission[] = [{ may: 'read-registry' }, { may: 'write-registry' }];

/** The training room's functions. */
export const TRAINING_STEPS: StepTable = {
  'pin-revision': {
    timeoutSeconds: 60,
    permissions: [
      ...registry,
      queryRegistry,
      { may: 'read-parameters', path: 'models' },
      { may: 'read-assets' },
      readModels,
      { may: 'list-objects', bucket: 'artifacts' },
      writeModels,
    ],
  },
  'freeze-holdout': {
    timeoutSeconds: 900,
    memoryMegabytes: 1769,
    permissions: [
      { may: 'read-parameters', path: 'datasets' },
      { may: 'read-assets' },
      { may: 'read-objects', bucket: 'lake' },
      readModels,
      { may: 'write-objects', bucket: 'staging' },
    ],
  },
  'plan-training': { timeoutSeconds: 30, permissions: [readModels] },
  'store-artifact': {
    timeoutSeconds: 600,
    memoryMegabytes: 1024,
    permissions: [
      readStaging,
      // The copy names the version that was checked.
      { may: 'read-object-versions', bucket: 'staging' },
      { may: 'list-objects', bucket: 'staging' },
      writeModels,
    ],
  },
  // It may look into a model archive of any size.
  'plan-contenders': {
    timeoutSeconds: 240,
    memoryMegabytes: 1024,
    permissions: [queryRegistry, readModels],
  },
  'evaluate-contenders': {
    timeoutSeconds: 600,
    memoryMegabytes: 1769,
    permissions: [
      readStaging,
      readModels,
      writeModels,
      { may: 'use-sagemaker', actions: ['DescribeTransformJob'], resources: ['transform-job'] },
    ],
  },
  'build-baseline': {
    timeoutSeconds: 300,
    memoryMegabytes: 1769,
    permissions: [readStaging, readModels, writeModels],
  },
  'store-recalibration': {
    timeoutSeconds: 600,
    memoryMegabytes: 1769,
    permissions: [readModels, writeModels],
  },
  'judge-candidate': { timeoutSeconds: 60, permissions: [readModels, writeModels] },
  'register-candidate': { timeoutSeconds: 60, permissions: [...registry, queryRegistry, readModels] },
  'refuse-candidate': { timeoutSeconds: 30, permissions: registry },
  'restore-former-champion': { timeoutSeconds: 60, permissions: [...registry, readModels] },
  'fail-contest': { timeoutSeconds: 30, permissions: registry },
};
