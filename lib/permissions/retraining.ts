import type { StepTable } from './permission.ts';

/** The retraining room's functions. */
export const RETRAINING_STEPS: StepTable = {
  'decide-request': {
    timeoutSeconds: 60,
    memoryMegabytes: 1024,
    permissions: [
      { may: 'read-registry' },
      { may: 'query-registry' },
      { may: 'write-registry' },
      { may: 'list-parameters', path: 'models' },
      { may: 'read-parameters', path: 'models' },
      { may: 'read-assets' },
      { may: 'read-objects', bucket: 'lake' },
      { may: 'start-executions', machine: 'training' },
      { may: 'describe-executions', machine: 'training' },
    ],
  },
  'reconcile-requests': {
    timeoutSeconds: 60,
    permissions: [
      { may: 'read-registry' },
      { may: 'query-registry' },
      { may: 'read-parameters', path: 'models' },
      { may: 'read-assets' },
      { may: 'write-registry' },
      { may: 'start-executions', machine: 'training' },
      { may: 'describe-executions', machine: 'training' },
      { may: 'send-messages', queue: 'retrain' },
    ],
  },
};
