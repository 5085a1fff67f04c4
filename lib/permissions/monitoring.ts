import type { Permission, StepTable } from './permission.ts';

const readModels: Permission = { may: 'read-objects', bucket: 'artifacts', keys: 'models/*' };
const registry: readonly Permission[] = [{ may: 'read-registry' }, { may: 'write-registry' }];
/** What is deployed now: windows, limits and maturity. */
const readDeployed: readonly Permission[] = [
  { may: 'read-parameters', path: 'models' },
  { may: 'read-assets' },
];

/** Claims, plans and results of the machine `sketching`, until they are sketches. */
const readPlans: Permission = { may: 'read-objects', bucket: 'reports', keys: 'sketching/*' };
const writePlans: Permission = { may: 'write-objects', bucket: 'reports', keys: 'sketching/*' };
const writeSketches: Permission = { may: 'write-objects', bucket: 'reports', keys: 'sketches/*' };
const readCaptures: readonly Permission[] = [
  { may: 'read-registry' },
  readModels,
  { may: 'read-objects', bucket: 'capture' },
  ...[readPlans, writePlans],
];

/** The monitoring room's functions. */
export const MONITORING_STEPS: StepTable = {
  'sketch-capture': {
    timeoutSeconds: 120,
    memoryMegabytes: 1769,
    permissions: [
      { may: 'read-registry' },
      readModels,
      { may: 'read-objects', bucket: 'capture' },
      { may: 'write-objects', bucket: 'reports', keys: 'sketches/*' },
    ],
  },
  'handle-tick': {
    timeoutSeconds: 120,
    memoryMegabytes: 1024,
    permissions: [
      { may: 'read-registry' },
      { may: 'query-registry' },
      { may: 'list-parameters', path: 'models' },
      ...readDeployed,
      // Whether the version that serves is read by the hour.
      readModels,
      { may: 'list-objects', bucket: 'reports' },
      { may: 'start-executions', machine: 'monitoring' },
      { may: 'start-executions', machine: 'sketching' },
      { may: 'describe-executions', machine: 'training' },
      { may: 'publish-metrics' },
    ],
  },
  'plan-hours': {
    timeoutSeconds: 300,
    memoryMegabytes: 1769,
    permissions: [
      { may: 'read-registry' },
      { may: 'query-registry' },
      readModels,
      { may: 'list-parameters', path: 'models' },
      { may: 'list-objects', bucket: 'capture' },
      { may: 'list-objects', bucket: 'reports' },
      ...[readPlans, writePlans],
    ],
  },
  'read-hours': {
    timeoutSeconds: 900,
    memoryMegabytes: 1769,
    permissions: [...readCaptures, writeSketches],
  },
  // An EXPRESS child ends after five minutes.
  'read-batch': { timeoutSeconds: 280, memoryMegabytes: 1769, permissions: readCaptures },
  'merge-sketches': {
    timeoutSeconds: 120,
    memoryMegabytes: 1769,
    permissions: [{ may: 'read-registry' }, readModels, ...[readPlans, writePlans, writeSketches]],
  },
  'measure-attribution': {
    timeoutSeconds: 300,
    memoryMegabytes: 1024,
    permissions: [
      { may: 'read-registry' },
      ...readDeployed,
      readModels,
      { may: 'list-objects', bucket: 'reports' },
      { may: 'read-objects', bucket: 'reports', keys: 'sketches/*' },
      { may: 'write-objects', bucket: 'reports', keys: 'attribution/*' },
      { may: 'invoke-endpoints' },
    ],
  },
  'judge-window': {
    timeoutSeconds: 300,
    memoryMegabytes: 1769,
    permissions: [
      ...registry,
      { may: 'query-registry' },
      ...readDeployed,
      readModels,
      { may: 'list-objects', bucket: 'reports' },
      { may: 'read-objects', bucket: 'reports', keys: 'sketches/*' },
      { may: 'read-objects', bucket: 'reports', keys: 'attribution/*' },
      { may: 'read-objects', bucket: 'reports', keys: 'coverage/*' },
      // Only where two objects hold the same request.
      { may: 'read-objects', bucket: 'capture' },
      // The report before carries the history of the version.
      { may: 'read-objects', bucket: 'reports', keys: 'windows/*' },
      { may: 'write-objects', bucket: 'reports', keys: 'windows/*' },
    ],
  },
  'judge-quality': {
    timeoutSeconds: 300,
    memoryMegabytes: 1024,
    permissions: [
      ...registry,
      { may: 'query-registry' },
      ...readDeployed,
      // The scores of the contest that the promise comes from.
      { may: 'read-objects', bucket: 'artifacts', keys: 'models/*/contests/*' },
      { may: 'list-objects', bucket: 'lake' },
      { may: 'read-objects', bucket: 'lake', keys: 'joined/*' },
      // How many rows were answered.
      { may: 'list-objects', bucket: 'reports' },
      { may: 'read-objects', bucket: 'reports', keys: 'sketches/*' },
      { may: 'write-objects', bucket: 'reports', keys: 'quality/*' },
    ],
  },
  'watch-endpoints': {
    timeoutSeconds: 300,
    permissions: [
      { may: 'read-registry' },
      { may: 'list-parameters', path: 'models' },
      ...readDeployed,
      { may: 'read-metrics' },
      { may: 'write-objects', bucket: 'reports', keys: 'coverage/*' },
    ],
  },
  'compact-captures': {
    timeoutSeconds: 900,
    memoryMegabytes: 1769,
    permissions: [
      { may: 'read-registry' },
      { may: 'query-registry' },
      { may: 'list-parameters', path: 'models' },
      ...readDeployed,
      readModels,
      { may: 'read-objects', bucket: 'capture' },
      { may: 'write-objects', bucket: 'capture', keys: '*/compacted/*' },
      // What was replaced and counted. The bucket is versioned, and keeps it a day longer.
      { may: 'delete-objects', bucket: 'capture', keys: '*.jsonl*' },
      { may: 'list-objects', bucket: 'reports' },
      { may: 'read-objects', bucket: 'reports', keys: 'sketching/claims/*' },
    ],
  },
  'publish-verdicts': {
    timeoutSeconds: 60,
    permissions: [{ may: 'publish-metrics' }, { may: 'read-alarms' }],
  },
  'update-incidents': {
    timeoutSeconds: 60,
    memoryMegabytes: 1024,
    permissions: [
      ...registry,
      { may: 'query-registry' },
      { may: 'read-objects', bucket: 'reports', keys: 'windows/*' },
      { may: 'read-objects', bucket: 'reports', keys: 'quality/*' },
      { may: 'tell-people' },
    ],
  },
};
