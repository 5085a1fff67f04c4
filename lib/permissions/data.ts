import type { Permission, StepTable } from './permission.ts';

/** A dataset's configuration is a deployed file; its parameter says which. */
const readDatasetConfig: readonly Permission[] = [
  { may: 'read-parameters', path: 'datasets' },
  { may: 'read-assets' },
];
const readLake: Permission = { may: 'read-objects', bucket: 'lake' };
const writeLake: Permission = { may: 'write-objects', bucket: 'lake' };

/** An upload is one version of its key: another may have come since. */
const readUploads: readonly Permission[] = [
  { may: 'read-object-versions', bucket: 'landing' },
  // Labelled rows are claimed where the join wrote them.
  { may: 'read-object-versions', bucket: 'lake', keys: 'labelled/*' },
];

/** The data room's functions. */
export const DATA_STEPS: StepTable = {
  'claim-upload': {
    timeoutSeconds: 30,
    permissions: [
      { may: 'list-parameters', path: 'datasets' },
      { may: 'read-registry' },
      { may: 'write-registry' },
      // The record of an upload to a dataset that nobody declared.
      writeLake,
      { may: 'start-executions', machine: 'data' },
      // What has to wait goes back into the queue.
      { may: 'send-messages', queue: 'intake' },
    ],
  },
  'profile-dataset': {
    timeoutSeconds: 600,
    memoryMegabytes: 1769,
    permissions: [...readDatasetConfig, ...readUploads, writeLake],
  },
  'validate-dataset': {
    timeoutSeconds: 300,
    memoryMegabytes: 1769,
    permissions: [...readDatasetConfig, { may: 'read-registry' }, readLake, writeLake],
  },
  'commit-dataset': {
    timeoutSeconds: 300,
    memoryMegabytes: 1769,
    permissions: [
      ...readDatasetConfig,
      { may: 'read-registry' },
      { may: 'write-registry' },
      readLake,
      writeLake,
      { may: 'send-messages', queue: 'retrain' },
    ],
  },
  'quarantine-dataset': {
    timeoutSeconds: 300,
    memoryMegabytes: 1024,
    permissions: [{ may: 'read-registry' }, { may: 'write-registry' }, ...readUploads, readLake, writeLake],
  },
  'sweep-landing': {
    timeoutSeconds: 600,
    memoryMegabytes: 1024,
    permissions: [
      // A listing has no version ids: each object is asked for its own, which takes the right to read it.
      { may: 'read-objects', bucket: 'landing' },
      { may: 'list-objects', bucket: 'landing' },
      { may: 'query-registry' },
      { may: 'send-messages', queue: 'intake' },
      { may: 'start-executions', machine: 'data' },
    ],
  },
};
