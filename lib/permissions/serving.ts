import type { Permission, StepTable } from './permission.ts';

/** Models and datasets are deployed files; parameters say which. */
const readConfigurations: readonly Permission[] = [
  { may: 'read-parameters', path: 'models' },
  { may: 'read-parameters', path: 'datasets' },
  { may: 'read-assets' },
];
const readLabels: readonly Permission[] = [
  // A file is one version of its key: another may have come since.
  { may: 'read-object-versions', bucket: 'landing', keys: '_labels/*' },
  // What came by the API.
  { may: 'read-objects', bucket: 'lake', keys: '_labels/*' },
];
const registry: readonly Permission[] = [{ may: 'read-registry' }, { may: 'write-registry' }];

/** The serving room's functions. */
export const SERVING_STEPS: StepTable = {
  predict: {
    timeoutSeconds: 29,
    memoryMegabytes: 1024,
    permissions: [
      ...readConfigurations,
      { may: 'invoke-endpoints' },
      { may: 'send-messages', queue: 'captures' },
      // Records that are larger than a message.
      { may: 'write-objects', bucket: 'staging', keys: 'captures/*' },
    ],
  },
  'write-captures': {
    timeoutSeconds: 60,
    memoryMegabytes: 1024,
    permissions: [
      { may: 'read-objects', bucket: 'staging', keys: 'captures/*' },
      { may: 'write-objects', bucket: 'capture' },
    ],
  },
  'accept-labels': {
    timeoutSeconds: 29,
    permissions: [
      ...readConfigurations,
      { may: 'write-objects', bucket: 'lake', keys: '_labels/*' },
      { may: 'send-messages', queue: 'labels' },
    ],
  },
  'record-labels': {
    timeoutSeconds: 120,
    memoryMegabytes: 1024,
    permissions: [
      ...readConfigurations,
      { may: 'list-parameters', path: 'models' },
      ...readLabels,
      { may: 'write-objects', bucket: 'lake', keys: 'labels/*' },
      ...registry,
    ],
  },
  'join-ground-truth': {
    timeoutSeconds: 300,
    memoryMegabytes: 1769,
    permissions: [
      ...readConfigurations,
      ...readLabels,
      { may: 'read-objects', bucket: 'reports', keys: 'sketches/*' },
      { may: 'list-objects', bucket: 'reports' },
      { may: 'read-objects', bucket: 'capture' },
      { may: 'list-objects', bucket: 'lake' },
      { may: 'read-objects', bucket: 'lake', keys: 'joined/*' },
      { may: 'read-objects', bucket: 'lake', keys: 'labels/*' },
      // Versions of the dataset, and the keys of the rows that it holds already.
      { may: 'read-objects', bucket: 'lake', keys: '*/versions/*' },
      { may: 'read-objects', bucket: 'lake', keys: '*/objects/*' },
      { may: 'write-objects', bucket: 'lake', keys: 'joined/*' },
      // The claim names the object that was written, by its version.
      { may: 'read-objects', bucket: 'lake', keys: 'labelled/*' },
      { may: 'write-objects', bucket: 'lake', keys: 'labelled/*' },
      { may: 'write-objects', bucket: 'lake', keys: 'labels/*' },
      ...registry,
      { may: 'query-registry' },
      { may: 'update-registry' },
      { may: 'send-messages', queue: 'intake' },
    ],
  },
};
