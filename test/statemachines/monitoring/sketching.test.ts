import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { levelKey, manifestKey, runPrefix } from '#core/monitoring/sketching/plan-hours';
import * as mergeSketches from '#lambdas/monitoring/merge-sketches/contract';
import * as plan from '#lambdas/monitoring/plan-hours/contract';
import * as readBatch from '#lambdas/monitoring/read-batch/contract';
import * as readHours from '#lambdas/monitoring/read-hours/contract';
import { readMachine } from '../support/definition.ts';
import { type MapRun, runMachine } from '../support/run-machine.ts';

const machine = readMachine('sketching');
const HOURS = { from: '2026-11-21T07', to: '2026-11-21T08', models: null };
const lines = (items: readonly object[]) => items.map((item) => `${JSON.stringify(item)}\n`).join('');
const OWNER = 'gyre-dev-air-time/v3/2026/11/21/07/000001';
const BATCHES = ['a', 'b', 'c'].map((digit) => ({
  ...{ batch: digit.repeat(32), owner: OWNER, plainBytes: 10 },
  pieces: [[`${OWNER.slice(0, -7)}/${digit}.jsonl`, 0, 10]],
}));
const merge = (output: string, isLast = true) => ({ owner: OWNER, inputs: ['x', 'y'], output, isLast });
const LEAVES = [merge('d', false), merge('e', false)];
const ROOTS = [merge('f')];
const MAP_PLAN = {
  ...{ status: 'map', planId: 'pl-1', bucket: 'reports', manifest: manifestKey('pl-1') },
  ...{ results: runPrefix('pl-1'), merges: [levelKey('pl-1', 0)] },
  ...{ batches: 3, objects: 9000, plainBytes: 9e9, concurrency: 8 },
};
const OBJECTS = {
  [`reports/${manifestKey('pl-1')}`]: lines(BATCHES),
  [`reports/${levelKey('pl-1', 0)}`]: lines(LEAVES),
  [`reports/${levelKey('pl-1', 1)}`]: lines(ROOTS),
};
/** What functions take, by state. */
const INPUTS: Readonly<Record<string, z.ZodType>> = {
  PlanHours: plan.inputSchema,
  ReadHours: readHours.inputSchema,
  ReadBatch: readBatch.inputSchema,
  MergeSketches: mergeSketches.inputSchema,
};

/** @param faults errors that the task of a state throws, one a call */
async function run(planned: object, faults: Readonly<Record<string, readonly string[]>> = {}) {
  const calls: [string, unknown][] = [];
  const runs: MapRun[] = [];
  const perform = async (state: string, payload: unknown): Promise<unknown> => {
    INPUTS[state]?.parse(payload);
    const before = calls.filter(([name]) => name === state).length;
    calls.push([state, payload]);
    const fault = faults[state]?.[before];
    if (fault !== undefined) throw Object.assign(new Error('injected'), { name: fault });
    return state === 'PlanHours' ? planned : { rows: 1 };
  };
  const world = { objects: OBJECTS, onRun: (one: MapRun) => runs.push(one) };
  const result = await runMachine(machine, HOURS, perform, world);
  return { ...result, calls, runs };
}

test('the plans here are those of the function', () => {
  for (const planned of [MAP_PLAN, { ...MAP_PLAN, status: 'inline' }, { status: 'nothing' }])
    expect(plan.outputSchema.parse(planned)).toEqual(planned);
});

test('hours without anything to read end at once', async () => {
  const { status, calls, visited } = await run({ status: 'nothing' });
  expect({ status, calls }).toEqual({ status: 'SUCCEEDED', calls: [['PlanHours', HOURS]] });
  expect(visited.at(-1)).toBe('SketchingDone');
});

test('a little is read by one function, which is told where the plan is', async () => {
  const { status, calls, runs } = await run({ ...MAP_PLAN, status: 'inline' });
  expect({ status, runs }).toEqual({ status: 'SUCCEEDED', runs: [] });
  expect(calls.slice(1)).toEqual([['ReadHours', { manifest: MAP_PLAN.manifest, merges: MAP_PLAN.merges }]]);
});

test('much is read by a child a batch, then merged by a child a merge', async () => {
  const { status, calls, runs } = await run(MAP_PLAN);
  expect(status).toBe('SUCCEEDED');
  expect(calls.slice(1)).toEqual([
    ...BATCHES.map((item) => ['ReadBatch', item]),
    ...LEAVES.map((item) => ['MergeSketches', item]),
  ]);
  const results = { Bucket: 'reports', Prefix: runPrefix('pl-1') };
  expect(runs.map(({ state, maxConcurrency, results: to }) => [state, maxConcurrency, to])).toEqual([
    ['ReadBatches', 8, results],
    ['MergeLevel', 8, results],
  ]);
});

test('a merge tree of two levels is merged from the leaves to the root', async () => {
  const merges = [levelKey('pl-1', 0), levelKey('pl-1', 1)];
  const { status, calls, visited } = await run({ ...MAP_PLAN, merges });
  expect(status).toBe('SUCCEEDED');
  expect(calls.flatMap(([name, item]) => (name === 'MergeSketches' ? [item] : []))).toEqual([
    ...[...LEAVES, ...ROOTS],
  ]);
  expect(visited.filter((name) => name === 'MoreLevels')).toHaveLength(2);
});

describe('B-02 faults of children', () => {
  test('one that fails twice and then succeeds fails nothing', async () => {
    const { status, calls } = await run(MAP_PLAN, {
      ReadBatch: ['ServiceUnavailableError', 'Runtime.ExitError'],
    });
    expect(status).toBe('SUCCEEDED');
    expect(calls.filter(([name]) => name === 'ReadBatch')).toHaveLength(BATCHES.length + 2);
  });

  test.each(['ReadBatch', 'MergeSketches'])('%s that fails for good fails the execution', async (state) => {
    const { status, error, visited } = await run(MAP_PLAN, { [state]: ['BaselineMissing'] });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    expect(visited.at(-1)).toBe('SketchingFailed');
    // Nothing is merged of batches that were not all read.
    if (state === 'ReadBatch') expect(visited).not.toContain('MergeLevel');
  });
});

test.each([
  ['the plan fails', MAP_PLAN, { PlanHours: ['WindowTooLargeError'] }, 'WindowTooLargeError'],
  ['the one function fails', { ...MAP_PLAN, status: 'inline' }, { ReadHours: ['TypeError'] }, 'TypeError'],
  ['the manifest is gone', { ...MAP_PLAN, manifest: 'absent' }, {}, 'States.ItemReaderFailed'],
  ['the plan says what nobody knows', { status: 'later' }, {}, 'UnknownPlan'],
])('B-04 fails with the reason when %s', async (_, planned, faults, error) => {
  const { visited, ...result } = await run(planned, faults);
  expect(result).toMatchObject({ status: 'FAILED', error });
  expect(visited.at(-1)).toBe('SketchingFailed');
});

describe('children of both maps', () => {
  test.each(['ReadBatches', 'MergeLevel'])(
    '%s are EXPRESS executions of their own, and end within five minutes',
    (name) => {
      const state = machine.States[name];
      expect(state?.ItemProcessor?.ProcessorConfig).toEqual({
        Mode: 'DISTRIBUTED',
        ExecutionType: 'EXPRESS',
      });
      expect(state?.ToleratedFailurePercentage).toBe(0);
      const inner = Object.values(state?.ItemProcessor?.States ?? {});
      for (const { Type, TimeoutSeconds, Resource } of inner) {
        // An EXPRESS execution waits for no job and no token.
        if (Type === 'Task') expect(Resource).toBe('arn:aws:states:::lambda:invoke');
        if (Type === 'Task') expect(TimeoutSeconds).toBeLessThan(300);
      }
    },
  );
});
