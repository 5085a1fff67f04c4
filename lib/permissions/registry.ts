import type { StepTable } from './permission.ts';

/** The registry room's functions. */
export const REGISTRY_STEPS: StepTable = {
  'checkpoint-ledger': {
    timeoutSeconds: 300,
    permissions: [
      { may: 'read-registry' },
      { may: 'list-registry' },
      { may: 'sign' },
      { may: 'write-objects', bucket: 'audit' },
    ],
  },
};
