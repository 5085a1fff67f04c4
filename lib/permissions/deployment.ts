import type { StepTable } from './permission.ts';

const describeEndpoints = {
  may: 'use-sagemaker',
  actions: ['DescribeEndpoint'],
  resources: ['endpoint'],
} as const;

/** The deployment room's functions. */
export const DEPLOYMENT_STEPS: StepTable = {
  'plan-deployment': {
    timeoutSeconds: 60,
    permissions: [
      { may: 'read-registry' },
      { may: 'write-registry' },
      { may: 'read-objects', bucket: 'artifacts', keys: 'models/*' },
      describeEndpoints,
      { may: 'describe-executions', machine: 'deployment' },
    ],
  },
  'request-approval': {
    timeoutSeconds: 30,
    permissions: [{ may: 'read-registry' }, { may: 'write-registry' }, { may: 'update-registry' }],
  },
  'smoke-test': {
    timeoutSeconds: 60,
    permissions: [
      { may: 'read-objects', bucket: 'artifacts', keys: 'models/*' },
      { may: 'invoke-endpoints' },
    ],
  },
  'sample-traffic': {
    timeoutSeconds: 120,
    memoryMegabytes: 1024,
    permissions: [
      { may: 'list-objects', bucket: 'capture' },
      { may: 'read-objects', bucket: 'capture' },
      { may: 'write-objects', bucket: 'staging' },
      { may: 'read-metrics' },
    ],
  },
  'check-release': {
    timeoutSeconds: 120,
    memoryMegabytes: 1024,
    permissions: [
      { may: 'read-objects', bucket: 'staging' },
      { may: 'read-objects', bucket: 'artifacts', keys: 'models/*' },
      { may: 'write-objects', bucket: 'artifacts', keys: 'models/*' },
      { may: 'invoke-endpoints' },
    ],
  },
  'verify-serving': { timeoutSeconds: 60, permissions: [describeEndpoints] },
  'promote-version': {
    timeoutSeconds: 30,
    permissions: [{ may: 'read-registry' }, { may: 'write-registry' }],
  },
  'roll-back': { timeoutSeconds: 60, permissions: [describeEndpoints] },
  'close-deployment': {
    timeoutSeconds: 30,
    permissions: [{ may: 'read-registry' }, { may: 'write-registry' }, { may: 'update-registry' }],
  },
};
