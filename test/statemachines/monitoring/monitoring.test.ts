import { describe, expect, test } from 'vitest';
import * as judge from '#lambdas/monitoring/judge-window/contract';
import * as measure from '#lambdas/monitoring/measure-attribution/contract';
import * as update from '#lambdas/monitoring/update-incidents/contract';
import { readMachine } from '../support/definition.ts';
import { runMachine } from '../support/run-machine.ts';

const machine = readMachine('monitoring');
const VERDICT = { status: 'drifted', reason: 'because', isConfirmed: true };
const ANSWERS: Readonly<Record<string, unknown>> = {
  JoinGroundTruth: { status: 'nothing' },
  MeasureAttribution: { status: 'measured', reason: 'agreement 0.990', key: 'attribution/a.json' },
  JudgeWindow: VERDICT,
  JudgeQuality: { ...VERDICT, status: 'breached' },
  PublishVerdicts: { silent: ['drift'] },
  ReconcileRequests: { asked: [], started: [] },
  UpdateIncidents: { opened: [], updated: [], closed: [], told: [] },
};
const WORK = {
  ...{ model: 'air-time', asOf: '2013-06-01T06:00:00.000Z', join: false, drift: null, quality: null },
  reconcile: true,
};
const WINDOW = { start: '2013-05-01T00:00:00.000Z', end: '2013-06-01T00:00:00.000Z' };

/** @param faults errors that the task of a state throws, one a call */
async function run(work: object, faults: Readonly<Record<string, readonly string[]>> = {}) {
  const payloads = new Map<string, unknown[]>();
  const result = await runMachine(machine, { ...WORK, ...work }, async (state, payload) => {
    const before = payloads.get(state) ?? [];
    payloads.set(state, [...before, payload]);
    const fault = faults[state]?.[before.length];
    if (fault !== undefined) throw Object.assign(new Error('injected'), { name: fault });
    return ANSWERS[state];
  });
  return { ...result, payloads };
}

describe('incidents come last, where something may have changed', () => {
  test.each([
    ['a window was judged', { drift: WINDOW }, true],
    ['quality was judged', { quality: '2013-06-01' }, false],
    ['nothing was judged, but requests are reconciled', {}, false],
  ])('%s', async (_, work, hasWindow) => {
    const { status, visited, payloads } = await run(work);
    expect(status).toBe('SUCCEEDED');
    expect(visited.slice(-3)).toEqual(['ReconcileRequests', 'IncidentsDue', 'UpdateIncidents']);
    const [payload] = payloads.get('UpdateIncidents') ?? [];
    expect(update.inputSchema.parse(payload)).toEqual({ model: 'air-time', asOf: WORK.asOf, hasWindow });
  });

  test('a run that only joins labels calls no function for them', async () => {
    const { status, visited } = await run({ join: true, reconcile: false });
    expect({ status, last: visited.at(-1) }).toEqual({ status: 'SUCCEEDED', last: 'MonitoringDone' });
    expect(visited).not.toContain('UpdateIncidents');
  });
});

test('B-04 a step that fails for good fails the run; incidents hold back nothing', async () => {
  const forever = Array.from({ length: 20 }, () => 'ServiceUnavailableError');
  const failed = await run({ drift: WINDOW }, { UpdateIncidents: forever });
  expect(failed.visited.slice(-2)).toEqual(['UpdateIncidents', 'MonitoringFailed']);
  expect(failed.visited).toContain('ReconcileRequests');
  for (const state of ['JudgeWindow', 'PublishVerdicts', 'ReconcileRequests'])
    expect((await run({ drift: WINDOW }, { [state]: forever })).visited.at(-1)).toBe('MonitoringFailed');
});

test('a busy service is asked again', async () => {
  const busy = { UpdateIncidents: ['Lambda.Unknown', 'ServiceUnavailableError', 'RegistryContentionError'] };
  const { status, payloads } = await run({ drift: WINDOW }, busy);
  expect(status).toBe('SUCCEEDED');
  expect(payloads.get('UpdateIncidents')).toHaveLength(4);
});

describe('attribution is measured before a window is judged', () => {
  const judged = (payloads: ReadonlyMap<string, readonly unknown[]>) =>
    judge.inputSchema.parse(payloads.get('JudgeWindow')?.[0]).attributionKey;

  test('and handed to the judgement', async () => {
    const { visited, payloads } = await run({ drift: WINDOW, attribution: true });
    expect(visited).toEqual(expect.arrayContaining(['MeasureAttribution', 'JudgeWindow']));
    expect(measure.inputSchema.parse(payloads.get('MeasureAttribution')?.[0])).toEqual({
      ...{ model: 'air-time', ...WINDOW },
    });
    expect(judged(payloads)).toBe('attribution/a.json');
  });

  test('B-04 a window is judged also when it cannot be measured', async () => {
    const { status, payloads } = await run(
      { drift: WINDOW, attribution: true },
      { MeasureAttribution: ['ModelError'] },
    );
    expect(status).toBe('SUCCEEDED');
    expect(judged(payloads)).toBeNull();
  });

  test('B-13 nothing is measured where nobody asks, or in runs of before it could be asked', async () => {
    for (const work of [{ drift: WINDOW, attribution: false }, { drift: WINDOW }]) {
      const { status, visited, payloads } = await run(work);
      expect(status).toBe('SUCCEEDED');
      expect(visited).not.toContain('MeasureAttribution');
      expect(judged(payloads)).toBeNull();
    }
  });
});
