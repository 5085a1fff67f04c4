import type { StepTable } from './permission.ts';

/** The registry room's functions. */
export const REGISTRY_STEPS: StepTable = {
  'checkpoint-ledger': {
    timeoutSeconds: 300,
    permissions: [
      { may: 'read-registry' },
      { may: 'list-registry' },
      { may: 'sign' },
      // A checkpoint of the same heads exists already, or not.
      { may: 'read-objects', bucket: 'audit' },
      { may: 'list-objects', bucket: 'audit' },
      { may: 'write-objects', bucket: 'audit' },
    ],
  },
};
